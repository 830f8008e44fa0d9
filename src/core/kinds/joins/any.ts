import type { Kind } from '../kind';
import { openBranches } from './branches';
import { WINNER } from './winner';

export const ANY: Kind<'any'> = { open: openBranches, join: { ...WINNER, takesFailures: () => true } };
