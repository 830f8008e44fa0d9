import type { ExecuteEffect } from '../../core';
import { inspectValue, MillraceError } from '../../errors';
import { isRouted, type Routed, route } from '../../step';

/** Whether the phase of a step with several ways out is the one that chooses. */
export function choosesRoute({ phase, place }: ExecuteEffect): boolean {
  if (phase === 'finish' || phase === 'complete') return true;
  return place.leaf === 'plain' && (phase === 'execute' || phase === 'fallback');
}

/**
 * Returns the action and value that a step with several ways out has chosen. A phased step with one way out returns the
 * value alone.
 *
 * @throws {MillraceError} `INVALID_OUTCOME` if it names no action, `UNDECLARED_ACTION` if the action is not wired
 */
export function routedOutcome({ place, frame }: ExecuteEffect, outcome: unknown): Routed<string, unknown> {
  if (!isRouted(outcome)) {
    if (place.leaf === 'phased' && (frame.scope.kind !== 'flow' || place.next)) return route('next', outcome);
    throw new MillraceError(
      'INVALID_OUTCOME',
      `node "${place.node}" must choose its action with this.to(action, value) or route(action, value), and returned ${inspectValue(outcome)}`,
    );
  }
  const action: unknown = outcome.action;
  if (typeof action !== 'string')
    throw new MillraceError(
      'INVALID_OUTCOME',
      `node "${place.node}" must name its action by a string, and named ${inspectValue(action)}`,
    );
  if (frame.scope.kind !== 'flow' || place.edges.has(action)) return outcome;
  const known = [...place.edges.keys()].filter((one) => one !== 'error').join(', ');
  throw new MillraceError(
    'UNDECLARED_ACTION',
    `node "${place.node}" took the action "${action}", which is not wired; it has ${known}`,
    {
      details: { node: place.node, action },
    },
  );
}
