import type { Graph } from '../../flow';
import type { Effect } from '../protocol/effect';
import { operationOf } from '../routing/dispatch';
import { hasEnded } from '../state/run-info';
import type { RunState } from '../state/run-state';
import { heldPermits, queuedPermits } from '../waiting/permits';

/** An effect by which a driver learns what a run has in flight, waits for and holds. */
export type OutstandingEffect = Extract<Effect, { readonly type: 'execute' | 'permit.request' | 'permit.take' }>;

/**
 * Returns the operations and the permits at which a run stands, under their own numbers, for a driver that has not
 * requested them itself. Changes nothing and emits no event: the run itself has not advanced.
 */
export function outstanding(graph: Graph, state: RunState): readonly OutstandingEffect[] {
  if (hasEnded(state.status)) return [];
  const inFlight = state.tokens.all().filter(({ op }) => op !== 0);
  return [
    ...heldPermits(state),
    ...queuedPermits(state),
    ...inFlight.map((token) => operationOf({ graph, state }, token, undefined)),
  ];
}
