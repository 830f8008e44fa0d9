import { MillraceError } from '../errors';
import type { ExecuteEffect } from '../run';
import { type Outcome, routedOutcome, SkippedWith, type StepRunner } from './runner/step-runner';

/** What an operation gave, as the core takes it. */
export interface OperationOutcome extends Outcome {
  readonly skipped: boolean;
}

/**
 * Reads what an operation gave.
 *
 * @throws {MillraceError} `INVALID_OUTCOME` where a router names no action, `UNDECLARED_ACTION` where the action is not wired
 */
export function outcomeOf(effect: ExecuteEffect, runner: StepRunner, result: unknown): OperationOutcome {
  const skipped = result instanceof SkippedWith;
  const given = skipped ? result.value : result;
  if (!choosesWay(effect, runner)) return { action: 'next', value: given, skipped };
  const { action, value } = routedOutcome(given, effect.place.node);
  if (effect.frame.scope.kind === 'flow' && !effect.place.edges.has(action)) {
    const known = [...effect.place.edges.keys()].filter((one) => one !== 'error').join(', ');
    throw new MillraceError(
      'UNDECLARED_ACTION',
      `node "${effect.place.node}" took the action "${action}", which is not wired; it has ${known}`,
      {
        details: { node: effect.place.node, action },
      },
    );
  }
  return { action, value, skipped };
}

function choosesWay({ phase, place }: ExecuteEffect, { routes }: StepRunner): boolean {
  switch (phase) {
    case 'execute':
    case 'fallback':
      return routes && place.leaf === 'plain';
    case 'finish':
    case 'complete':
      return true;
    default:
      return false;
  }
}
