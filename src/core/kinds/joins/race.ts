import type { KindRules } from '../kind';
import { openBranches } from './branches';
import { WINNER } from './winner';

/** The first branch that ends decides: its failure is that of the join. */
export const RACE: KindRules<'race'> = { open: openBranches, join: { ...WINNER, takesFailures: () => false } };
