import { MillraceError } from '../../errors';
import type { ClockTimer, GuardHost, GuardPermit, LimitSnapshot, OpenGuard } from '../../step';
import { NOOP_PERMIT } from '../guards/noop-permit';
import { WaitQueue } from '../guards/wait-queue';
import type { Pace } from './pace';

/** The state of a rate limiter: who waits, and one timer for the first of them. */
export class OpenLimit implements OpenGuard<'limit'> {
  private readonly line = new WaitQueue<GuardPermit>(() => {
    if (this.line.size === 0) this.rest();
  });
  private timer: ClockTimer | undefined = undefined;
  private latest = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly host: GuardHost,
    private readonly pace: Pace,
    private readonly queue: number,
  ) {}

  enter(signal: () => AbortSignal | undefined): GuardPermit | Promise<GuardPermit> {
    const now = this.now();
    if (this.isFree(now)) {
      this.pace.take(now);
      return NOOP_PERMIT;
    }
    if (this.line.size >= this.queue) {
      const error = this.exceeded();
      const { retryAfterMs = 0 } = error;
      this.host.publish({ type: 'limit.exceeded', at: this.host.clock.now(), name: this.host.name, retryAfterMs });
      throw error;
    }
    const turn = this.line.wait(signal());
    if (this.line.size > 0) this.timer ??= this.set(this.pace.waitMs(now, 0));
    return turn;
  }

  snapshot(): LimitSnapshot {
    const now = this.now();
    const waiting = this.line.size;
    return {
      kind: 'limit',
      name: this.host.name,
      free: waiting > 0 ? 0 : this.pace.free(now),
      waiting,
      retryAfterMs: this.pace.waitMs(now, waiting),
    };
  }

  /** Nobody passes those who wait. */
  private isFree(now: number): boolean {
    return this.line.size === 0 && this.pace.waitMs(now, 0) === 0;
  }

  private set(delayMs: number): ClockTimer {
    return this.host.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      this.serve();
    });
  }

  private serve(): void {
    const now = this.now();
    while (this.line.size > 0) {
      const waitMs = this.pace.waitMs(now, 0);
      if (waitMs > 0) {
        this.timer = this.set(waitMs);
        return;
      }
      this.pace.take(now);
      this.line.serve(NOOP_PERMIT);
    }
  }

  private rest(): void {
    this.timer?.clear();
    this.timer = undefined;
  }

  /** A clock that is turned back must not make anybody wait for it to come round again. */
  private now(): number {
    const now = this.host.clock.now();
    if (now < this.latest) this.pace.shift(this.latest - now);
    this.latest = now;
    return now;
  }

  private exceeded(): MillraceError {
    const { name } = this.host;
    const retryAfterMs = this.pace.waitMs(this.now(), this.line.size);
    return new MillraceError(
      'LIMIT_EXCEEDED',
      `the limiter "${name}" lets nothing through at the moment, and ${this.line.size} calls are waiting already, which is all its queue takes; come back in ${retryAfterMs} ms`,
      { details: { limit: name, waiting: this.line.size }, retryAfterMs },
    );
  }
}
