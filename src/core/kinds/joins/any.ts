import type { KindRules } from '../kind';
import { openBranches } from './branches';
import { WINNER } from './winner';

export const ANY: KindRules<'any'> = { open: openBranches, join: { ...WINNER, takesFailures: () => true } };
