import type { OpenGuard, Pass } from '../../step';
import { Passes } from './permits';
import { TurnedAway } from './rejected-error';

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
export class Entrance {
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
   * @throws {TurnedAway} where the breaker lets nothing through; else what the guard says. A promise is rejected instead
   */
  enter(signal: () => AbortSignal | undefined): Pass | Promise<Pass> {
    const refusal = this.breaker?.refusal?.();
    if (refusal) throw new TurnedAway(refusal);
    return this.enterFrom(0, new Passes(this.stray), signal);
  }

  private enterFrom(first: number, passes: Passes, signal: () => AbortSignal | undefined): Pass | Promise<Pass> {
    for (let index = first; index < this.guards.length; index += 1) {
      const guard = this.guards[index];
      if (!guard) break;
      let pass: Pass | Promise<Pass>;
      try {
        pass = guard.enter(signal);
      } catch (error) {
        throw this.refused(guard, passes, error);
      }
      if (pass instanceof Promise) {
        return pass.then(
          (late) => {
            passes.add(late);
            return this.enterFrom(index + 1, passes, signal);
          },
          (error: unknown) => {
            throw this.refused(guard, passes, error);
          },
        );
      }
      passes.add(pass);
    }
    return passes;
  }

  /** Gives back what the guards before have given. */
  private refused(guard: OpenGuard, passes: Passes, error: unknown): unknown {
    passes.dropped();
    return guard === this.breaker ? new TurnedAway(error) : error;
  }
}
