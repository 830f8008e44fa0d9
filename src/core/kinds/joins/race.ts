import type { KindRules } from '../kind';
import { openBranches } from './branches';
import { WINNER } from './winner';

/** A join that is decided by the first branch that ends. The failure of that branch is the failure of the join. */
export const RACE: KindRules<'race'> = { open: openBranches, join: { ...WINNER, takesFailures: () => false } };
