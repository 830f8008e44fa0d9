import { MillraceError } from '../../errors';
import type { BulkheadSnapshot, GuardHost, GuardPermit, OpenGuard } from '../../step';
import { WaitQueue } from '../guards/wait-queue';

/** The state of a bulkhead: the number of calls in progress, and the calls that wait for one of them to end. */
export class OpenBulkhead implements OpenGuard<'bulkhead'>, GuardPermit {
  private active = 0;
  private readonly waiters = new WaitQueue<GuardPermit>(() => undefined);

  constructor(
    private readonly host: GuardHost,
    private readonly size: number,
    private readonly queue: number,
  ) {}

  enter(signal: () => AbortSignal | undefined): GuardPermit | Promise<GuardPermit> {
    if (this.active < this.size) {
      this.active += 1;
      return this;
    }
    if (this.waiters.size < this.queue) return this.waiters.wait(signal());
    this.host.publish({ type: 'bulkhead.filled', at: this.host.clock.now(), name: this.host.name });
    throw this.full();
  }

  snapshot(): BulkheadSnapshot {
    const { host, active, size, waiters } = this;
    return { kind: 'bulkhead', name: host.name, active, free: size - active, waiting: waiters.size };
  }

  succeeded(): void {
    this.leave();
  }

  failed(): void {
    this.leave();
  }

  dropped(): void {
    this.leave();
  }

  /** Passes the permit to the first waiting call, so that no new call can overtake it. */
  private leave(): void {
    if (this.waiters.size > 0) this.waiters.serve(this);
    else this.active -= 1;
  }

  private full(): MillraceError {
    const { host, active, waiters } = this;
    return new MillraceError(
      'BULKHEAD_FULL',
      `the bulkhead "${host.name}" is full: ${active} calls are in progress and ${waiters.size} wait, which is the limit of its queue`,
      { details: { bulkhead: host.name, active, waiting: waiters.size } },
    );
  }
}
