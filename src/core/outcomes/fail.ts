import { type FailureRecord, withoutStacks } from '../../errors';
import type { Edge } from '../../flow';
import { newestIn } from '../compensation/compensations';
import { unwind } from '../compensation/unwind';
import { releaseWork } from '../control/release';
import { arrive } from '../joins/arrive';
import { kindOf } from '../kinds/kinds';
import { takeEdge } from '../routing/take-edge';
import { framePath } from '../state/path';
import type { Token } from '../state/token';
import type { Caught, Unwinding } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';
import { failRun } from './fail-run';

/** The handler of a failure. */
interface Handler {
  /**
   * The token with an `error` edge, or the branch or item whose join treats failures as values; `undefined` if nothing
   * handles the failure.
   */
  readonly token: Token | undefined;
  /** The failure that the handler receives: an `each` on the way adds the number of the item. */
  readonly failure: FailureRecord;
  /** The part to undo before the handler continues: everything committed inside the outermost join that asks for it. */
  readonly undo: string | undefined;
}

/**
 * Fails a node for good: the nearest handler around it continues, and without one the run fails.
 *
 * @param attempts the number of attempts made, not counting those that a guard rejected
 */
export function fail(
  context: TransitionContext,
  token: Token,
  failure: FailureRecord,
  attempts = attemptsOf(token),
): void {
  context.emitNodeEvent('step.failed', token, { failure }, Math.max(token.attempt, 1));
  // The event keeps the stack; what the run keeps and hands on needs none.
  const handler = handlerOf(token, withoutStacks(failure));
  const { token: at } = handler;
  if (!at) {
    failRun(context, token, handler.failure);
    return;
  }
  const caught: Caught = { failure: handler.failure, node: token.place.node, path: context.pathOf(token), attempts };
  if (at !== token) {
    releaseWork(context, token);
    context.setStatus(token, 'failed');
  }
  const compensates = releaseWork(context, at);
  at.details = undefined;
  context.touch(at);
  const part = { scope: handler.undo };
  if (compensates || newestIn(context, part)) unwind(context, at, part, { kind: 'caught', caught });
  else continueAt(context, at, caught);
}

/** A fallback is dispatched with the number of attempts, which may be 0. */
function attemptsOf({ phase, attempt }: Token): number {
  return phase === 'fallback' ? attempt : Math.max(attempt, 1);
}

/** Continues at the handler of a failure. */
export function continueAt(context: TransitionContext, at: Token, { failure, ...where }: Caught): void {
  const edge = errorEdgeOf(at);
  if (edge) takeEdge(context, at, edge, { input: at.input, failure, ...where });
  else arrive(context, at, { ok: false, failure });
}

function handlerOf(failed: Token, thrown: FailureRecord): Handler {
  let failure = thrown;
  let undo: string | undefined;
  for (let token: Token | undefined = failed; token; token = token.frame.token) {
    undo = scopeToUndo(token) ?? undo;
    const { frame, item } = token;
    const rules = kindOf(frame.scope).join;
    if (errorEdgeOf(token) || rules?.takesFailures(frame.scope.definition)) return { token, failure, undo };
    if (rules) failure = rules.failureOutside(frame, item, failure);
  }
  return { token: undefined, failure, undo: undefined };
}

function errorEdgeOf({ place, frame }: Token): Edge | undefined {
  return frame.scope.kind === 'flow' ? place.error : undefined;
}

function scopeToUndo({ place: { definition }, inner }: Token): Unwinding['scope'] | undefined {
  return inner && 'losers' in definition && definition.losers === 'compensate' ? framePath(inner) : undefined;
}
