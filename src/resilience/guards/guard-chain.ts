import type { GuardPermit, OpenGuard } from '../../step';
import { GuardPermits } from './permits';
import { RejectedError } from './rejected-error';

/** The guards of one place at work, absent where there is none. */
export interface OpenGuards {
  readonly breaker: OpenGuard | undefined;
  readonly limit: OpenGuard | undefined;
  readonly bulkhead: OpenGuard | undefined;
}

/**
 * The way in past the guards of a place. A breaker is asked first, so that nobody waits in vain; then come the bulkhead and
 * the limiter, which may make a call wait, the limiter last, so that the calls go out at its pace; and just before the
 * call the breaker lets it in, because much may have happened while it waited.
 */
export class GuardChain {
  private readonly guards: readonly OpenGuard[];
  private readonly breaker: OpenGuard | undefined;

  constructor(
    { breaker, limit, bulkhead }: OpenGuards,
    private readonly stray: (error: unknown) => void,
  ) {
    this.guards = [bulkhead, limit, breaker].filter((guard) => guard !== undefined);
    this.breaker = breaker;
  }

  /**
   * Lets a call in: at once where nothing has to be waited for.
   *
   * @throws {RejectedError} where the breaker lets nothing through; else what the guard says. A promise is rejected instead
   */
  enter(signal: () => AbortSignal | undefined): GuardPermit | Promise<GuardPermit> {
    const refusal = this.breaker?.refusal?.();
    if (refusal) throw new RejectedError(refusal);
    return this.enterFrom(0, new GuardPermits(this.stray), signal);
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

  /** Gives back what the guards before have given. */
  private refused(guard: OpenGuard, permits: GuardPermits, error: unknown): unknown {
    permits.dropped();
    return guard === this.breaker ? new RejectedError(error) : error;
  }
}
