import { callDetached, errorMessageOf, isThenable, knownOptions, MillraceError } from '../errors';
import { type Clock, type Guard, type GuardEvent, type SnapshotOf, systemClock } from '../step';
import { OpenBreaker } from './breaker/open-breaker';
import { type CheckedPolicies, checkedPolicies, type Policies } from './calls/policies';
import { type ProtectOptions, protectedClient } from './calls/protect';
import { retryCall } from './calls/retry-call';
import { type GuardDeclaration, GuardDirectory } from './guards/guard-directory';
import { guardedCall } from './guards/guarded-call';
import { warn } from './warn';

/** The options of {@link Resilience}. */
export interface ResilienceOptions {
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Returns a random number, 0 ≤ r < 1, for the jitter of retries. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The states of all guards of an engine at one moment, by name. */
export interface ResilienceSnapshot {
  readonly breakers: { readonly [name: string]: SnapshotOf<'breaker'> };
  readonly limits: { readonly [name: string]: SnapshotOf<'limit'> };
  readonly bulkheads: { readonly [name: string]: SnapshotOf<'bulkhead'> };
}

const directories = new WeakMap<Resilience, GuardDirectory>();

/** Returns the guards of a {@link Resilience}, for the engine that uses it. */
export function directoryOf(resilience: Resilience): GuardDirectory {
  const directory = directories.get(resilience);
  if (directory) return directory;
  throw new MillraceError('INVALID_OPTION', 'resilience: expected an object made by new Resilience()');
}

/**
 * The states of breakers, limiters and bulkheads, one per declaration, on one clock. The steps of an engine share one
 * instance. `createEngine({ container })` and `millraceModule` bind it to this class as its token, so that steps and
 * clients share guards.
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

  constructor(options: ResilienceOptions = {}) {
    const { clock = systemClock, random = Math.random } = knownOptions(
      options,
      { clock: true, random: true },
      'Resilience',
    );
    this.clock = clock;
    this.random = random;
    const publish = (event: GuardEvent): void => {
      this.publish(event);
    };
    this.directory = new GuardDirectory({ clock, publish });
    directories.set(this, this.directory);
  }

  /**
   * Makes a call under policies. Its guards must have a name and be declared once, outside of functions.
   *
   * @param call receives a signal that aborts on the timeout and with the signal of the options
   * @throws {MillraceError} `CIRCUIT_OPEN`, `LIMIT_EXCEEDED`, `BULKHEAD_FULL` or `TIMEOUT`; else the error of the call
   * @example const rate = await resilience.call({ breaker: rates, timeout: '2s' }, (signal) => fetchRate('EUR', { signal }));
   */
  async call<T>(
    policies: Policies,
    call: (signal: AbortSignal) => T | PromiseLike<T>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const { signal } = knownOptions(options, { signal: true }, 'call()');
    const { guards, timeoutMs, retry } = this.policiesOf(policies);
    for (const guard of [guards.breaker, guards.limit, guards.bulkhead]) refuseNameless(guard);
    this.directory.add([{ owner: { key: this, name: 'call()' }, guards }]);
    const guardChain = this.directory.guardChain(guards);
    const { clock, random } = this;
    return retryCall(retry, { clock, random, signal }, async () =>
      resultOf<T>(guardedCall({ ...single, guardChain, clock, timeoutMs, signal }, call)),
    );
  }

  /**
   * Returns a proxy of a client whose methods are called under policies. It can replace the client: it is of the same
   * class, `this` in its methods is the client itself, and synchronous methods are not affected.
   *
   * The first call of a method decides whether it is synchronous. If a guard makes that call wait and the method is not
   * declared `async`, it counts as asynchronous; exclude a synchronous method with `false` in `methods`. If the last
   * argument is a record with a `signal`, the client receives a signal there that also aborts on the timeout.
   *
   * Guard a call only once: a half-open breaker that admits a step would reject the protected client that the step
   * calls.
   *
   * @throws {MillraceError} `INVALID_OPTION`
   * @example resilience.protect(new PaymentClient(), { breaker: payments, methods: { charge: { timeout: '30s' } } })
   */
  protect<Client extends object>(client: Client, options: ProtectOptions<Client>): Client {
    const { clock, random, directory } = this;
    return protectedClient(client, options, { clock, random, directory });
  }

  /** Returns the current states of all breakers, limiters and bulkheads as plain data. */
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

  /** Holds a circuit open until {@link release}: all calls are rejected. */
  isolate(breaker: Guard<'breaker'>): void {
    this.breakerOf(breaker).isolate();
  }

  /** Closes a circuit that {@link isolate} holds open. */
  release(breaker: Guard<'breaker'>): void {
    this.breakerOf(breaker).release();
  }

  /** Subscribes to the events of all guards. Returns a function that unsubscribes. */
  listen(listener: (event: GuardEvent) => void): () => void {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  private policiesOf(policies: Policies): CheckedPolicies {
    const known = this.checked.get(policies);
    if (known) return known;
    const checked = checkedPolicies(policies, 'call()', 'policies');
    this.checked.set(policies, checked);
    return checked;
  }

  private breakerOf(breaker: Guard<'breaker'>): OpenBreaker {
    const { guards } = checkedPolicies({ breaker }, 'isolate()');
    this.directory.add([{ owner: { key: this, name: 'isolate()' }, guards }]);
    const open = this.directory.of(guards.breaker);
    if (open instanceof OpenBreaker) return open;
    throw new MillraceError('UNSUPPORTED', 'only a breaker made by circuitBreaker() can be isolated and released');
  }

  private publish(event: GuardEvent): void {
    if (this.listeners.length === 0 && event.type === 'guard.failed')
      warn(`the guard "${event.name}" threw: ${event.failure.message}`);
    for (const listener of this.listeners) {
      callDetached(
        () => listener(event),
        (error) => {
          warn(`a listener of Resilience threw: ${errorMessageOf(error)}`);
        },
      );
    }
  }
}

function refuseNameless(guard: GuardDeclaration | undefined): void {
  if (!guard || guard.name !== undefined) return;
  throw new MillraceError(
    'INVALID_OPTION',
    `${guard.kind}: a guard of call() needs a name, since each call would otherwise have its own; declare it once, such as const payments = bulkhead(10, { name: "payments" })`,
    { details: { option: guard.kind } },
  );
}

const single = { what: 'the call', awaits: isThenable, onSyncResult: 'succeeded' } as const;

/** Types the result of a call, which is unknown inside of the guards. */
function resultOf<T>(result: unknown): T | Promise<T> {
  return result as T | Promise<T>;
}
