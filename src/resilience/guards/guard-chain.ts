import type { GuardPermit, OpenGuard } from '../../step';
import { GuardPermits } from './permits';
import { RejectedError } from './rejected-error';

/** The states of the guards of one place. */
export interface OpenGuards {
  readonly breaker: OpenGuard | undefined;
  readonly limit: OpenGuard | undefined;
  readonly bulkhead: OpenGuard | undefined;
}

/**
 * The guards of a place in the order in which a call passes them. The breaker is consulted first, so that no call waits
 * without effect. Then the bulkhead and the limiter may make the call wait, the limiter last, so that calls start at
 * its pace. The breaker admits the call at the end, because its state may have changed during the wait.
 */
export class GuardChain {
  private readonly guards: readonly OpenGuard[];
  private readonly breaker: OpenGuard | undefined;

  constructor(
    { breaker, limit, bulkhead }: OpenGuards,
    private readonly onPermitError: (error: unknown) => void,
  ) {
    this.guards = [bulkhead, limit, breaker].filter((guard) => guard !== undefined);
    this.breaker = breaker;
  }

  /**
   * Admits a call, immediately if it does not have to wait.
   *
   * @throws {RejectedError} if the breaker rejects the call; else the error of the guard that does. A returned promise
   * rejects with the same error
   */
  enter(signal: () => AbortSignal | undefined): GuardPermit | Promise<GuardPermit> {
    const refusal = this.breaker?.refusal?.();
    if (refusal) throw new RejectedError(refusal);
    return this.enterFrom(0, new GuardPermits(this.onPermitError), signal);
  }

  private enterFrom(
    first: number,
    permits: GuardPermits,
    signal: () => AbortSignal | undefined,
  ): GuardPermit | Promise<GuardPermit> {
    for (let index = first; index < this.guards.length; index += 1) {
      const guard = this.guards[index];
      if (!guard) break;
      let permit: GuardPermit | Promise<GuardPermit>;
      try {
        permit = guard.enter(signal);
      } catch (error) {
        throw this.refused(guard, permits, error);
      }
      if (permit instanceof Promise) {
        return permit.then(
          (late) => {
            permits.add(late);
            return this.enterFrom(index + 1, permits, signal);
          },
          (error: unknown) => {
            throw this.refused(guard, permits, error);
          },
        );
      }
      permits.add(permit);
    }
    return permits;
  }

  /** Returns the error of a rejected call. Drops the permits of the previous guards. */
  private refused(guard: OpenGuard, permits: GuardPermits, error: unknown): unknown {
    permits.dropped();
    return guard === this.breaker ? new RejectedError(error) : error;
  }
}
