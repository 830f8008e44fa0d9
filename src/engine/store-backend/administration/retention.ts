import type { Clock, ClockTimer } from '../../../step';
import type { Storage } from '../../../storage/port';

/** Most runs that are removed in one transaction. */
const BATCH = 500;
const HOUR_MS = 3_600_000;

/** Removes runs that have been over for some time. */
export class Retention {
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    /** For how long runs are kept, in ms; for ever if left out. */
    private readonly keepMs: number | undefined,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Removes what has been over for at least that long. Gives how many were removed. */
  async purge(olderThanMs: number, flow: string | undefined, limit = Number.POSITIVE_INFINITY): Promise<number> {
    const endedBefore = this.clock.now() - olderThanMs + 1;
    let count = 0;
    while (count < limit && !this.closed) {
      const most = Math.min(BATCH, limit - count);
      const removed = await this.storage.purge({ endedBefore, limit: most, ...(flow !== undefined && { flow }) });
      count += removed;
      if (removed < most) break;
    }
    return count;
  }

  /** Begins to remove what is older than it may be. */
  start(): void {
    const { keepMs } = this;
    if (keepMs === undefined || this.closed) return;
    this.timer = this.clock.setTimer(Math.min(HOUR_MS, Math.max(1000, keepMs / 4)), () => {
      this.purge(keepMs, undefined)
        .catch(this.onError)
        .finally(() => {
          this.start();
        });
    });
    this.timer.unref();
  }

  close(): void {
    this.closed = true;
    this.timer?.clear();
  }
}
