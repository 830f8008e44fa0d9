import type { Clock, ClockTimer } from '../../../step';
import type { Storage } from '../../../storage/port';

/** The maximum number of runs removed in one transaction, which a storage in this process does not interrupt. */
const BATCH = 32;
const HOUR_MS = 3_600_000;

/** Removes runs that ended some time ago. */
export class Retention {
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    /** The time for which ended runs are kept, in ms; forever if undefined. */
    private readonly keepMs: number | undefined,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Removes runs that ended at least this long ago. Returns the number of runs removed. */
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

  /** Starts the periodic removal of expired runs. */
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
