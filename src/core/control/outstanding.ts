import type { Graph } from '../../flow';
import type { Effect } from '../protocol/effect';
import { operationOf } from '../routing/dispatch';
import { hasEnded } from '../state/run-info';
import type { RunState } from '../state/run-state';
import { heldPermits, queuedPermits } from '../waiting/permits';

/** An effect by which a driver learns what a run has in flight, what it waits for and what it holds. */
export type OutstandingEffect = Extract<Effect, { readonly type: 'execute' | 'permit.request' | 'permit.take' }>;

/**
 * Returns the operations and the permits at which a run stands, under their own numbers, for a driver that has not asked for
 * them itself. Changes nothing and emits no event: to the run, nothing has happened.
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
