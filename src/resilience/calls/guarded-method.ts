import { isPromise } from 'node:util/types';
import type { Clock } from '../../step';
import type { GuardChain } from '../guards/guard-chain';
import { guardedCall } from '../guards/guarded-call';
import type { CheckedPolicies } from './policies';
import type { Method } from './proxy';
import { retryCall } from './retry-call';

/** How a method of a client is called. */
export interface MethodCall extends Pick<CheckedPolicies, 'timeoutMs' | 'retry'> {
  /** What it is, for errors. */
  readonly what: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly guardChain: GuardChain | undefined;
}

/**
 * A method that is called on the target under policies. Whether it gives promises is seen by its first call; one that does
 * not is called without further ado from then on.
 */
export function guardedMethod(method: Method, target: object, call: MethodCall): Method {
  const isAsync = Object.prototype.toString.call(method) === '[object AsyncFunction]';
  const { what, clock, random, guardChain, timeoutMs, retry } = call;
  const single = { what, guardChain, clock, timeoutMs, awaits: isPromise, otherwise: 'dropped' } as const;
  let isPlain = false;
  const apply = (given: unknown[]): unknown => {
    if (isPlain) return Reflect.apply(method, target, given);
    const outer = signalOf(given);
    const seen = { made: false };
    const attempt = (): unknown =>
      guardedCall({ ...single, signal: outer }, (signal) => {
        seen.made = true;
        return Reflect.apply(method, target, withSignal(given, signal));
      });
    let first: unknown;
    try {
      first = attempt();
    } catch (error) {
      // What the method itself throws at once stays as it is.
      if (seen.made && !isAsync) throw error;
      first = rejected(error);
    }
    if (!isPromise(first)) {
      isPlain = true;
      return first;
    }
    // It may fail before anybody looks at it.
    first.catch(() => undefined);
    const attempts: unknown[] = [first];
    return retryCall(retry, { clock, random, signal: outer }, async () => await (attempts.pop() ?? attempt()));
  };
  return new Proxy(method, {
    apply: (_, self: unknown, given: unknown[]) => {
      const result = apply(given);
      // What can be chained stays guarded.
      return result === target ? self : result;
    },
  });
}

async function rejected(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

/** The signal that the caller gives along: that of a record, or of a step's context, in the last place. */
function signalOf(given: readonly unknown[]): AbortSignal | undefined {
  const last = given.at(-1);
  if (typeof last !== 'object' || last === null || !('signal' in last)) return undefined;
  return last.signal instanceof AbortSignal ? last.signal : undefined;
}

/** The same arguments, with another signal where the caller gives one along in a record. */
function withSignal(given: readonly unknown[], signal: AbortSignal): unknown[] {
  const last = given.at(-1);
  if (typeof last !== 'object' || last === null || signalOf(given) === undefined) return [...given];
  const prototype: unknown = Object.getPrototypeOf(last);
  if (prototype !== Object.prototype && prototype !== null) return [...given];
  return [...given.slice(0, -1), { ...last, signal }];
}
