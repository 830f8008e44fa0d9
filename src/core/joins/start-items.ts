import type { EachDefinition } from '../../flow';
import { dispatch } from '../routing/dispatch';
import { spawn } from '../routing/spawn';
import type { Frame, Join } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { countOf, isPulled, itemOf } from './items';

/** Starts as many items as the concurrency allows. */
export function startItems(context: TransitionContext, frame: Frame, definition: EachDefinition, join: Join): void {
  const { token } = frame;
  const count = countOf(frame, definition) ?? Number.POSITIVE_INFINITY;
  const last = Math.min(count, join.arrived + definition.concurrency);
  if (isPulled(frame, definition)) {
    // At most one pull is in flight.
    if (token?.op === 0 && frame.next < last) dispatch(context, token, 'pull', 1);
    return;
  }
  while (frame.next < last) spawnItem(context, frame, itemOf(frame.input, definition, frame.next));
}

/** Starts the next item of an `each`. */
export function spawnItem(context: TransitionContext, frame: Frame, value: unknown): void {
  const [body] = frame.place.children;
  const item = frame.next;
  frame.next += 1;
  if (body) spawn(context, frame, item, body, frame.visit, value);
}
