import { MillraceError } from '../../errors';
import type { ClockTimer, GuardHost, GuardPermit, LimitSnapshot, OpenGuard } from '../../step';
import { NOOP_PERMIT } from '../guards/noop-permit';
import { WaitQueue } from '../guards/wait-queue';
import type { Pace } from './pace';

/** The state of a rate limiter: the waiting calls, and one timer for the first of them. */
export class OpenLimit implements OpenGuard<'limit'> {
  private readonly waiters = new WaitQueue<GuardPermit>(() => {
    if (this.waiters.size === 0) this.clearTimer();
  });
  private timer: ClockTimer | undefined = undefined;

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
    if (this.waiters.size >= this.queue) {
      const error = this.exceeded();
      const { retryAfterMs = 0 } = error;
      this.host.publish({ type: 'limit.exceeded', at: this.host.clock.now(), name: this.host.name, retryAfterMs });
      throw error;
    }
    const turn = this.waiters.wait(signal());
    if (this.waiters.size > 0) this.timer ??= this.set(this.pace.waitMs(now, 0));
    return turn;
  }

  snapshot(): LimitSnapshot {
    const now = this.now();
    const waiting = this.waiters.size;
    return {
      kind: 'limit',
      name: this.host.name,
      free: waiting > 0 ? 0 : this.pace.free(now),
      waiting,
      retryAfterMs: this.pace.waitMs(now, waiting),
    };
  }

  /** Whether a call may pass now. No call overtakes those that wait. */
  private isFree(now: number): boolean {
    return this.waiters.size === 0 && this.pace.waitMs(now, 0) === 0;
  }

  private set(delayMs: number): ClockTimer {
    return this.host.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      this.serve();
    });
  }

  private serve(): void {
    const now = this.now();
    while (this.waiters.size > 0) {
      const waitMs = this.pace.waitMs(now, 0);
      if (waitMs > 0) {
        this.timer = this.set(waitMs);
        return;
      }
      this.pace.take(now);
      this.waiters.serve(NOOP_PERMIT);
    }
  }

  private clearTimer(): void {
    this.timer?.clear();
    this.timer = undefined;
  }

  /** Returns the time by the monotonic clock, in whole ms: calls that pass in the same one are counted together. */
  private now(): number {
    return Math.floor(this.host.clock.monotonic());
  }

  private exceeded(): MillraceError {
    const { name } = this.host;
    const retryAfterMs = this.pace.waitMs(this.now(), this.waiters.size);
    return new MillraceError(
      'LIMIT_EXCEEDED',
      `the limiter "${name}" has reached its limit, and ${this.waiters.size} calls are waiting, which is the limit of its queue; try again in ${retryAfterMs} ms`,
      { details: { limit: name, waiting: this.waiters.size }, retryAfterMs },
    );
  }
}
