import { type FailureRecord, MillraceError, toFailure } from '../../errors';
import type { BreakerSnapshot, BreakerState, GuardHost, GuardPermit, OpenGuard } from '../../step';
import type { Counting } from './counting';
import { isNeutralError } from './is-neutral-error';

/** The validated settings of a circuit breaker. */
export interface BreakerSettings {
  readonly openMs: number;
  readonly factor: number;
  readonly maxOpenMs: number;
  readonly probes: number;
  readonly countIf: (error: unknown) => boolean;
}

/** Maximum `retryAfterMs` of calls that are rejected while trial calls are in progress. */
const PROBING_MS = 1000;

/** The state of a circuit breaker. It changes when calls start and end, never by a timer. */
export class OpenBreaker implements OpenGuard<'breaker'> {
  private state: BreakerState = 'closed';
  /** The number of state changes. The result of a call admitted before the latest change does not count. */
  private generation = 0;
  /** In epoch ms. */
  private openedAt = 0;
  /** The time by the monotonic clock until which the circuit is open, in ms. */
  private openUntil = 0;
  private openMs = 0;
  /** The number of times the circuit has opened since it was last closed. */
  private openings = 0;
  private probing = 0;
  private probedAt = 0;
  private answered = 0;
  private lastFailure: FailureRecord | undefined = undefined;

  constructor(
    private readonly host: GuardHost,
    private readonly settings: BreakerSettings,
    private readonly counting: Counting,
  ) {}

  refusal(): MillraceError | undefined {
    if (this.state === 'closed') return undefined;
    const waitMs = this.waitMs(this.elapsed);
    return waitMs === 0 ? undefined : this.error(waitMs);
  }

  enter(): GuardPermit {
    if (this.state !== 'closed') this.enterAsProbe();
    return new BreakerPermit(this, this.generation);
  }

  snapshot(): BreakerSnapshot {
    const { state, openedAt, lastFailure } = this;
    const now = this.elapsed;
    return {
      kind: 'breaker',
      name: this.host.name,
      state,
      failures: this.counting.failures(now),
      ...((state === 'open' || state === 'half-open') && { openedAt, retryAfterMs: this.waitMs(now) ?? 0 }),
      ...(lastFailure && { lastFailure }),
    };
  }

  /** Rejects every call until {@link release}. */
  isolate(): void {
    if (this.state === 'isolated') return;
    this.change('isolated');
    this.host.publish({ type: 'breaker.isolated', at: this.host.clock.now(), name: this.host.name });
  }

  /** Ends {@link isolate} and closes the circuit. */
  release(): void {
    if (this.state === 'isolated') this.close();
  }

  succeeded(generation: number): void {
    if (generation !== this.generation) return;
    if (this.state === 'half-open') this.recordProbe(true);
    else this.counting.record(true, this.elapsed);
  }

  failed(generation: number, error: unknown): void {
    if (generation !== this.generation) return;
    if (isNeutralError(error)) {
      this.dropped(generation);
      return;
    }
    if (!this.counts(error)) {
      // The service has responded, even if with an error.
      if (this.state === 'half-open') this.recordProbe(false);
      return;
    }
    this.lastFailure = toFailure(error);
    const tooMany = this.counting.record(false, this.elapsed);
    if (this.state === 'half-open' || tooMany) this.open(this.lastFailure);
  }

  dropped(generation: number): void {
    if (generation === this.generation && this.state === 'half-open') this.probing -= 1;
  }

  /** The time by the monotonic clock, in whole ms. */
  private get elapsed(): number {
    return Math.floor(this.host.clock.monotonic());
  }

  /** Returns for how long calls are rejected, in ms; 0 if they pass, `undefined` if that is unknown. */
  private waitMs(now: number): number | undefined {
    switch (this.state) {
      case 'closed':
        return 0;
      case 'isolated':
        return undefined;
      case 'open':
        return Math.max(this.openUntil - now, 0);
      case 'half-open':
        return this.probing + this.answered < this.settings.probes || this.probesAreLost(now)
          ? 0
          : Math.min(this.openMs, PROBING_MS);
    }
  }

  /**
   * Whether the trial calls have been in progress for as long as the circuit was open, so that others may replace them.
   */
  private probesAreLost(now: number): boolean {
    return now - this.probedAt >= this.openMs;
  }

  private enterAsProbe(): void {
    const now = this.elapsed;
    const waitMs = this.waitMs(now);
    if (waitMs !== 0) throw this.error(waitMs);
    if (this.state === 'open') {
      this.change('half-open');
      this.host.publish({ type: 'breaker.half-opened', at: this.host.clock.now(), name: this.host.name });
    } else if (this.probing + this.answered >= this.settings.probes) this.change('half-open');
    this.probing += 1;
    this.probedAt = now;
  }

  private recordProbe(ok: boolean): void {
    this.probing -= 1;
    this.answered += 1;
    if (this.answered < this.settings.probes) return;
    this.close();
    if (ok) this.counting.record(true, this.elapsed);
  }

  private open(failure: FailureRecord): void {
    const { openMs, factor, maxOpenMs } = this.settings;
    const now = this.host.clock.now();
    this.openMs = Math.round(Math.min(openMs * factor ** this.openings, maxOpenMs));
    this.openings += 1;
    this.openedAt = now;
    this.openUntil = this.elapsed + this.openMs;
    this.change('open');
    this.host.publish({ type: 'breaker.opened', at: now, name: this.host.name, openMs: this.openMs, failure });
  }

  private close(): void {
    this.openings = 0;
    this.counting.reset();
    this.change('closed');
    this.host.publish({ type: 'breaker.closed', at: this.host.clock.now(), name: this.host.name });
  }

  private change(state: BreakerState): void {
    this.state = state;
    this.generation += 1;
    this.probing = 0;
    this.answered = 0;
  }

  private counts(error: unknown): boolean {
    try {
      return this.settings.countIf(error);
    } catch (thrown) {
      this.host.publish({
        type: 'guard.failed',
        at: this.host.clock.now(),
        name: this.host.name,
        failure: toFailure(thrown),
      });
      return true;
    }
  }

  private error(retryAfterMs: number | undefined): MillraceError {
    const { state, lastFailure, host } = this;
    const until = retryAfterMs === undefined ? 'until it is released' : `for another ${retryAfterMs} ms`;
    const why = lastFailure && state !== 'isolated' ? `; the last failure: ${lastFailure.message}` : '';
    return new MillraceError(
      'CIRCUIT_OPEN',
      `the circuit breaker "${host.name}" is ${state} and rejects calls ${until}${why}`,
      { details: { breaker: host.name, state }, retryAfterMs },
    );
  }
}

class BreakerPermit implements GuardPermit {
  constructor(
    private readonly breaker: OpenBreaker,
    private readonly generation: number,
  ) {}

  succeeded(): void {
    this.breaker.succeeded(this.generation);
  }

  failed(error: unknown): void {
    this.breaker.failed(this.generation, error);
  }

  dropped(): void {
    this.breaker.dropped(this.generation);
  }
}
