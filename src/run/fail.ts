import type { FailureRecord } from '../errors';
import type { Edge } from '../flow';
import { arrive } from './arrive';
import { failRun } from './fail-run';
import type { Ledger } from './ledger';
import { quiet } from './release';
import { take } from './take';
import type { Token } from './token';

/** Where a failure ends: on an `error` edge, or as the arrival of a branch whose join takes failures as values. */
type Handler =
  | { readonly kind: 'edge'; readonly token: Token; readonly edge: Edge }
  | { readonly kind: 'join'; readonly token: Token };

/** A node has failed for good: the nearest handler around it goes on, and without one the run fails. */
export function fail(ledger: Ledger, token: Token, failure: FailureRecord): void {
  ledger.tellOf('step.failed', token, { failure }, Math.max(token.attempt, 1));
  const handler = handlerOf(token);
  if (!handler) {
    failRun(ledger, token, failure);
    return;
  }
  const { token: at } = handler;
  const attempts = Math.max(token.attempt, 1);
  if (at !== token) {
    quiet(ledger, token);
    ledger.setStatus(token, 'failed');
  }
  quiet(ledger, at);
  at.extra = undefined;
  ledger.touch(at);
  if (handler.kind === 'edge') {
    take(ledger, at, handler.edge, { input: at.input, failure, node: token.place.node, attempts });
  } else {
    ledger.remove(at);
    arrive(ledger, at.frame, at.item, { ok: false, failure });
  }
}

function handlerOf(failed: Token): Handler | undefined {
  for (let token: Token | undefined = failed; token; token = token.frame.token) {
    const { place, frame } = token;
    if (place.error && frame.scope.kind === 'flow') return { kind: 'edge', token, edge: place.error };
    if (takesFailures(token)) return { kind: 'join', token };
  }
  return undefined;
}

function takesFailures({ frame }: Token): boolean {
  const { definition } = frame.scope;
  return (
    definition.kind === 'settle' ||
    definition.kind === 'any' ||
    (definition.kind === 'each' && definition.onError === 'collect')
  );
}
