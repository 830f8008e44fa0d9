import { MillraceError, toFailure } from '../errors';
import { type Clock, type Guard, type GuardEvent, type SnapshotOf, systemClock } from '../step';
import { OpenBreaker } from './breaker/open-breaker';
import { type CheckedPolicies, checkedPolicies, type Policies } from './calls/policies';
import { type ProtectOptions, protectedClient } from './calls/protect';
import { retryCall } from './calls/retry-call';
import { isThenable } from './calls/timed-call';
import { type Declared, GuardDirectory } from './guards/guard-directory';
import { guardedCall } from './guards/guarded-call';

/** What {@link Resilience} works with. Everything has a default. */
export interface ResilienceOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** A random number, 0 ≤ r < 1; used for the jitter of retries. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** What all guards of an engine look like at a moment, by name. */
export interface ResilienceSnapshot {
  readonly breakers: { readonly [name: string]: SnapshotOf<'breaker'> };
  readonly limits: { readonly [name: string]: SnapshotOf<'limit'> };
  readonly bulkheads: { readonly [name: string]: SnapshotOf<'bulkhead'> };
}

const directories = new WeakMap<Resilience, GuardDirectory>();

/** The guards of a {@link Resilience}, for the engine that works with it. */
export function directoryOf(resilience: Resilience): GuardDirectory {
  const directory = directories.get(resilience);
  if (directory) return directory;
  throw new MillraceError('INVALID_OPTION', 'resilience: expected an object made by new Resilience()');
}

/**
 * Keeps the state of breakers, limiters and bulkheads: once per declaration, on one clock. An engine has one and lets
 * its steps share it; `createEngine({ container })` and `millraceModule` bind it, so that clients can be protected by the
 * very guards that steps name. It is the container's token, too.
 *
 * @example
 * container.bind(PaymentClient).toDynamicValue((context) =>
 *   context.get(Resilience).protect(new PaymentClient(), { breaker: payments, timeout: '5s' }));
 */
export class Resilience {
  readonly clock: Clock;
  private readonly random: () => number;
  private readonly directory: GuardDirectory;
  private readonly checked = new WeakMap<Policies, CheckedPolicies>();
  private listeners: readonly ((event: GuardEvent) => void)[] = [];

  constructor({ clock = systemClock, random = Math.random }: ResilienceOptions = {}) {
    this.clock = clock;
    this.random = random;
    const publish = (event: GuardEvent): void => {
      this.publish(event);
    };
    this.directory = new GuardDirectory({ clock, publish });
    directories.set(this, this.directory);
  }

  /**
   * Makes a call under policies. Its guards have to be declared with a name, once and outside of functions.
   *
   * @param call is given a signal that is aborted with the timeout, or with the one given in the options
   * @throws {MillraceError} `CIRCUIT_OPEN`, `LIMIT_EXCEEDED`, `BULKHEAD_FULL` or `TIMEOUT`; else what the call throws
   * @example const rate = await resilience.call({ breaker: rates, timeout: '2s' }, (signal) => fetchRate('EUR', { signal }));
   */
  async call<T>(
    policies: Policies,
    call: (signal: AbortSignal) => T | PromiseLike<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const { guards, timeoutMs, retry } = this.policiesOf(policies);
    for (const guard of [guards.breaker, guards.limit, guards.bulkhead]) refuseNameless(guard);
    this.directory.add([{ carrier: { key: this, name: 'call()' }, guards }]);
    const guardChain = this.directory.guardChain(guards);
    const { clock, random } = this;
    return retryCall(retry, { clock, random, signal }, async () =>
      resultOf<T>(guardedCall({ ...single, guardChain, clock, timeoutMs, signal }, call)),
    );
  }

  /**
   * Gives a client whose methods are called under policies; whoever injects it notices nothing. It is of the same class,
   * `this` in its methods is the client itself, and what gives no promise is passed through.
   *
   * A method is known by its first call. If a guard does not let that one in at once, and the method is not declared
   * `async`, it is taken for one that gives a promise; name it in `methods` with `false` if it gives none. Where the last
   * argument is a record with a `signal`, the client gets one there that is aborted with the timeout, too.
   *
   * Guard a call once: a breaker that half-opens for a step and is asked again by the client that the step uses turns it away.
   *
   * @throws {MillraceError} `INVALID_OPTION`
   * @example resilience.protect(new PaymentClient(), { breaker: payments, methods: { charge: { timeout: '30s' } } })
   */
  protect<Client extends object>(client: Client, options: ProtectOptions<Client>): Client {
    const { clock, random, directory } = this;
    return protectedClient(client, options, { clock, random, directory });
  }

  /** What breakers, limiters and bulkheads look like now. Plain data. */
  snapshot(): ResilienceSnapshot {
    const breakers: Record<string, SnapshotOf<'breaker'>> = {};
    const limits: Record<string, SnapshotOf<'limit'>> = {};
    const bulkheads: Record<string, SnapshotOf<'bulkhead'>> = {};
    for (const [name, guard] of this.directory.all()) {
      const snapshot = guard.snapshot();
      if (snapshot.kind === 'breaker') breakers[name] = snapshot;
      else if (snapshot.kind === 'limit') limits[name] = snapshot;
      else bulkheads[name] = snapshot;
    }
    return { breakers, limits, bulkheads };
  }

  /** Holds a circuit open by hand, until {@link release}: nothing goes to the service any more. */
  isolate(breaker: Guard<'breaker'>): void {
    this.breakerOf(breaker).isolate();
  }

  /** Closes a circuit that was held open by {@link isolate}. */
  release(breaker: Guard<'breaker'>): void {
    this.breakerOf(breaker).release();
  }

  /** Calls back at every change, until the function is called that this gives. */
  listen(listener: (event: GuardEvent) => void): () => void {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  private policiesOf(policies: Policies): CheckedPolicies {
    const known = this.checked.get(policies);
    if (known) return known;
    const checked = checkedPolicies(policies);
    this.checked.set(policies, checked);
    return checked;
  }

  private breakerOf(breaker: Guard<'breaker'>): OpenBreaker {
    const { guards } = checkedPolicies({ breaker });
    this.directory.add([{ carrier: { key: this, name: 'isolate()' }, guards }]);
    const open = this.directory.of(guards.breaker);
    if (open instanceof OpenBreaker) return open;
    throw new MillraceError('UNSUPPORTED', 'only a breaker made by circuitBreaker() can be isolated and released');
  }

  private publish(event: GuardEvent): void {
    if (this.listeners.length === 0 && event.type === 'guard.failed')
      warn(`the guard "${event.name}" threw: ${event.failure.message}`);
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        warn(`a listener of Resilience threw: ${toFailure(error).message}`);
      }
    }
  }
}

function refuseNameless(guard: Declared | undefined): void {
  if (!guard || guard.name !== undefined) return;
  throw new MillraceError(
    'INVALID_OPTION',
    `${guard.kind}: a guard of call() needs a name, or each call would have one of its own; declare it once, as in const spare = bulkhead(10, { name: "payments" })`,
    { details: { option: guard.kind } },
  );
}

const single = { what: 'the call', awaits: isThenable, otherwise: 'succeeded' } as const;

/** What a call gave is what its caller says; on the way it is unknown. */
function resultOf<T>(result: unknown): T | Promise<T> {
  return result as T | Promise<T>;
}

/** Nobody is there to be told. */
function warn(message: string): void {
  process.emitWarning(message, { type: 'MillraceWarning' });
}
