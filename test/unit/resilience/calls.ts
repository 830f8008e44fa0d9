import { MillraceError } from 'millrace';
import { type Guard, Resilience } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';

/** What a service answers when it is in trouble. */
export class Unavailable extends Error {
  readonly status = 503;
}

/** A call that goes on until the test ends it. */
export interface Open {
  readonly succeed: (value?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  /** How its caller fares. */
  readonly result: Promise<unknown>;
}

/** Guards at work on a clock of the test's, with everything they tell. */
export class Bench {
  readonly clock = new VirtualClock({ start: 1_000_000 });
  readonly resilience = new Resilience({ clock: this.clock, random: () => 0.5 });
  readonly told: string[] = [];

  constructor() {
    this.resilience.listen(({ type, name }) => this.told.push(`${type} ${name}`));
  }

  /** A call that has ended by itself: `ok`, or the code or message that it failed with. */
  async outcome(guards: { breaker?: Guard<'breaker'>; limit?: Guard<'limit'> }, error?: Error): Promise<string> {
    const call = () => {
      if (error === undefined) return 'ok';
      throw error;
    };
    return this.resilience.call(guards, call).catch(codeOf);
  }

  /** Calls that fail one after the other. */
  async failures(breaker: Guard<'breaker'>, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.outcome({ breaker }, new Unavailable('down'));
  }

  /** Starts a call that the test ends. */
  open(guards: Parameters<Resilience['call']>[0], signal?: AbortSignal): Open & { readonly hasBegun: () => boolean } {
    let begun = false;
    const ends: { succeed?: (value: unknown) => void; fail?: (error: unknown) => void } = {};
    const result = this.resilience
      .call(
        guards,
        () => {
          begun = true;
          return new Promise<unknown>((resolve, reject) => {
            ends.succeed = resolve;
            ends.fail = reject;
          });
        },
        { signal },
      )
      .catch(codeOf);
    return {
      succeed: (value = 'ok') => ends.succeed?.(value),
      fail: (error = new Unavailable('down')) => ends.fail?.(error),
      result,
      hasBegun: () => begun,
    };
  }
}

export function codeOf(error: unknown): string {
  return MillraceError.is(error) ? error.code : error instanceof Error ? error.message : String(error);
}
