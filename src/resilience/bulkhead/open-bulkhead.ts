import { MillraceError } from '../../errors';
import type { BulkheadSnapshot, GuardHost, GuardPermit, OpenGuard } from '../../step';
import { WaitQueue } from '../guards/wait-queue';

/** The state of a bulkhead: how many are inside, and who waits for one of them to leave. */
export class OpenBulkhead implements OpenGuard<'bulkhead'>, GuardPermit {
  private active = 0;
  private readonly line = new WaitQueue<GuardPermit>(() => undefined);

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
    if (this.line.size < this.queue) return this.line.wait(signal());
    this.host.publish({ type: 'bulkhead.filled', at: this.host.clock.now(), name: this.host.name });
    throw this.full();
  }

  snapshot(): BulkheadSnapshot {
    const { host, active, size, line } = this;
    return { kind: 'bulkhead', name: host.name, active, free: size - active, waiting: line.size };
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

  /** Whoever waits takes the place at once, so that nobody who comes now is before him. */
  private leave(): void {
    if (this.line.size > 0) this.line.serve(this);
    else this.active -= 1;
  }

  private full(): MillraceError {
    const { host, active, line } = this;
    return new MillraceError(
      'BULKHEAD_FULL',
      `the bulkhead "${host.name}" is full: ${active} calls are going on and ${line.size} wait, which is all its queue takes`,
      { details: { bulkhead: host.name, active, waiting: line.size } },
    );
  }
}
