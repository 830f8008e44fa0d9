import { isPromise } from 'node:util/types';
import type { Clock } from '../../step';
import type { GuardChain } from '../guards/guard-chain';
import { guardedCall } from '../guards/guarded-call';
import type { CheckedPolicies } from './policies';
import type { Method } from './proxy';
import { retryCall } from './retry-call';

/** The policies and dependencies for calls of a client's method. */
export interface MethodCall extends Pick<CheckedPolicies, 'timeoutMs' | 'retry'> {
  /** The name of the call, for errors. */
  readonly what: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly guardChain: GuardChain | undefined;
}

/**
 * Wraps a method, so that it is called on the target under policies. If its first call does not return a promise, later
 * calls go straight to the method.
 */
export function guardedMethod(method: Method, target: object, call: MethodCall): Method {
  const isAsync = Object.prototype.toString.call(method) === '[object AsyncFunction]';
  const { what, clock, random, guardChain, timeoutMs, retry } = call;
  const single = { what, guardChain, clock, timeoutMs, awaits: isPromise, onSyncResult: 'dropped' } as const;
  let isSynchronous = false;
  const apply = (parameters: unknown[]): unknown => {
    if (isSynchronous) return Reflect.apply(method, target, parameters);
    const outer = signalOf(parameters);
    const progress = { isCalled: false };
    const attempt = (): unknown =>
      guardedCall({ ...single, signal: outer }, (signal) => {
        progress.isCalled = true;
        return Reflect.apply(method, target, withSignal(parameters, signal));
      });
    let first: unknown;
    try {
      first = attempt();
    } catch (error) {
      // An error that the method throws synchronously is passed on unchanged.
      if (progress.isCalled && !isAsync) throw error;
      first = rejected(error);
    }
    if (!isPromise(first)) {
      isSynchronous = true;
      return first;
    }
    // Prevents an unhandled rejection before the promise is awaited below.
    first.catch(() => undefined);
    const attempts: unknown[] = [first];
    return retryCall(retry, { clock, random, signal: outer }, async () => await (attempts.pop() ?? attempt()));
  };
  return new Proxy(method, {
    apply: (_, self: unknown, parameters: unknown[]) => {
      const result = apply(parameters);
      // A method that returns its client for chaining returns the guarded client.
      return result === target ? self : result;
    },
  });
}

async function rejected(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

/** Returns the signal that the caller passes: that of a record, or of a step context, as the last argument. */
function signalOf(parameters: readonly unknown[]): AbortSignal | undefined {
  const last = parameters.at(-1);
  if (typeof last !== 'object' || last === null || !('signal' in last)) return undefined;
  return last.signal instanceof AbortSignal ? last.signal : undefined;
}

/** Returns the arguments, with the signal replaced if the caller passes one in a record. */
function withSignal(parameters: readonly unknown[], signal: AbortSignal): unknown[] {
  const last = parameters.at(-1);
  if (typeof last !== 'object' || last === null || signalOf(parameters) === undefined) return [...parameters];
  const prototype: unknown = Object.getPrototypeOf(last);
  if (prototype !== Object.prototype && prototype !== null) return [...parameters];
  return [...parameters.slice(0, -1), { ...last, signal }];
}
