import type { JoinKind, Place } from '../../../flow';
import { openFrame } from '../../routing/open-frame';
import { spawn } from '../../routing/spawn';
import type { Frame, Join, Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';
import type { JoinRules } from '../kind';

/** The rules that all joins of branches share. */
export const BRANCHES = {
  failureOutside: (_frame, _item, failure) => failure,
  keepsItem: () => false,
} satisfies Partial<JoinRules<JoinKind>>;

/** Starts all branches on the same input. */
export function openBranches(context: TransitionContext, token: Token, place: Place): void {
  const frame = openFrame(context, token, place);
  frame.open(place.children.length);
  for (const branch of place.children) spawn(context, frame, branch.index, branch, 1, token.input);
}

/** Whether every branch has ended. */
export function allArrived({ scope }: Frame, { arrived }: Join): boolean {
  return arrived === scope.children.length;
}
