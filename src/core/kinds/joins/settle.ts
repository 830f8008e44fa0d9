import { settledBranches } from '../../joins/arrivals';
import type { JoinRules, KindRules } from '../kind';
import { allArrived, BRANCHES, openBranches } from './branches';
import { collecting } from './collecting';

const JOIN: JoinRules<'settle'> = {
  ...BRANCHES,
  ...collecting(settledBranches),
  arrived: (context, { token, frame, join }, definition) => {
    if (allArrived(frame, join)) JOIN.finish(context, token, frame, definition);
  },
  takesFailures: () => true,
};

export const SETTLE: KindRules<'settle'> = { open: openBranches, join: JOIN };
