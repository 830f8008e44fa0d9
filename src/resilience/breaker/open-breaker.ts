import { type FailureRecord, MillraceError, toFailure } from '../../errors';
import type { BreakerSnapshot, BreakerState, GuardHost, GuardPermit, OpenGuard } from '../../step';
import type { Counting } from './counting';
import { isNeutralError } from './is-neutral-error';

/** What a circuit breaker is set to. */
export interface BreakerSettings {
  readonly openMs: number;
  readonly factor: number;
  readonly maxOpenMs: number;
  readonly probes: number;
  readonly countIf: (error: unknown) => boolean;
}

/** What is told to calls that come while the probes are on their way, unless the circuit is open for less. */
const PROBING_MS = 1000;

/** The state of a circuit breaker. It changes when calls come and end, never by a timer. */
export class OpenBreaker implements OpenGuard<'breaker'> {
  private state: BreakerState = 'closed';
  /** A call that was let in before the latest change says nothing about what came after it. */
  private era = 0;
  private openedAt = 0;
  private openMs = 0;
  /** How often it has opened since it was closed. */
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
    const waitMs = this.waitMs(this.host.clock.now());
    return waitMs === 0 ? undefined : this.error(waitMs);
  }

  enter(): GuardPermit {
    if (this.state !== 'closed') this.enterAsProbe();
    return new BreakerPass(this, this.era);
  }

  snapshot(): BreakerSnapshot {
    const { state, openedAt, lastFailure } = this;
    const now = this.host.clock.now();
    return {
      kind: 'breaker',
      name: this.host.name,
      state,
      failures: this.counting.failures(now),
      ...((state === 'open' || state === 'half-open') && { openedAt, retryAfterMs: this.waitMs(now) ?? 0 }),
      ...(lastFailure && { lastFailure }),
    };
  }

  /** Turns every call away until {@link release}. */
  isolate(): void {
    if (this.state === 'isolated') return;
    this.change('isolated');
    this.host.publish({ type: 'breaker.isolated', at: this.host.clock.now(), name: this.host.name });
  }

  /** Ends {@link isolate}: the circuit is closed. */
  release(): void {
    if (this.state === 'isolated') this.close();
  }

  succeeded(era: number): void {
    if (era !== this.era) return;
    if (this.state === 'half-open') this.answer(true);
    else this.counting.note(true, this.host.clock.now());
  }

  failed(era: number, error: unknown): void {
    if (era !== this.era) return;
    if (isNeutralError(error)) {
      this.dropped(era);
      return;
    }
    if (!this.counts(error)) {
      // The service has answered, even if not with what was wanted.
      if (this.state === 'half-open') this.answer(false);
      return;
    }
    this.lastFailure = toFailure(error);
    const tooMany = this.counting.note(false, this.host.clock.now());
    if (this.state === 'half-open' || tooMany) this.open(this.lastFailure);
  }

  dropped(era: number): void {
    if (era === this.era && this.state === 'half-open') this.probing -= 1;
  }

  /** How long a call would be turned away; 0 if it would not, `undefined` if nobody knows. */
  private waitMs(now: number): number | undefined {
    switch (this.state) {
      case 'closed':
        return 0;
      case 'isolated':
        return undefined;
      case 'open':
        // A clock that was turned back must not keep it open for longer.
        this.openedAt = Math.min(this.openedAt, now);
        return Math.max(this.openedAt + this.openMs - now, 0);
      case 'half-open':
        return this.probing + this.answered < this.settings.probes || this.probesAreLost(now)
          ? 0
          : Math.min(this.openMs, PROBING_MS);
    }
  }

  /** Probes that have not ended for as long as the circuit was open hold up nobody any longer. */
  private probesAreLost(now: number): boolean {
    this.probedAt = Math.min(this.probedAt, now);
    return now - this.probedAt >= this.openMs;
  }

  private enterAsProbe(): void {
    const now = this.host.clock.now();
    const waitMs = this.waitMs(now);
    if (waitMs !== 0) throw this.error(waitMs);
    if (this.state === 'open') {
      this.change('half-open');
      this.host.publish({ type: 'breaker.half-opened', at: now, name: this.host.name });
    } else if (this.probing + this.answered >= this.settings.probes) this.change('half-open');
    this.probing += 1;
    this.probedAt = now;
  }

  private answer(ok: boolean): void {
    this.probing -= 1;
    this.answered += 1;
    if (this.answered < this.settings.probes) return;
    this.close();
    if (ok) this.counting.note(true, this.host.clock.now());
  }

  private open(failure: FailureRecord): void {
    const { openMs, factor, maxOpenMs } = this.settings;
    const now = this.host.clock.now();
    this.openMs = Math.round(Math.min(openMs * factor ** this.openings, maxOpenMs));
    this.openings += 1;
    this.openedAt = now;
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
    this.era += 1;
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
    const until = retryAfterMs === undefined ? 'until somebody releases it' : `for another ${retryAfterMs} ms`;
    const why = lastFailure && state !== 'isolated' ? `; it last failed with: ${lastFailure.message}` : '';
    return new MillraceError(
      'CIRCUIT_OPEN',
      `the circuit breaker "${host.name}" is ${state} and lets no call through ${until}${why}`,
      { details: { breaker: host.name, state }, retryAfterMs },
    );
  }
}

class BreakerPass implements GuardPermit {
  constructor(
    private readonly breaker: OpenBreaker,
    private readonly era: number,
  ) {}

  succeeded(): void {
    this.breaker.succeeded(this.era);
  }

  failed(error: unknown): void {
    this.breaker.failed(this.era, error);
  }

  dropped(): void {
    this.breaker.dropped(this.era);
  }
}
