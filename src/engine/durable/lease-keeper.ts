import type { Clock, ClockTimer } from '../../step';
import type { Lease, Storage } from '../../storage/port';

/** Keeps the engine's lease alive, and ends those of engines that have gone. */
export class LeaseKeeper {
  private current: Lease | undefined = undefined;
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly engine: string,
    /** How long an engine that says nothing any more keeps its runs. */
    private readonly ttlMs: number,
    /** The lease was ended by another engine: the runs are not ours any more. */
    private readonly onLost: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get lease(): Lease {
    if (this.current) return this.current;
    throw new Error('the engine has no lease yet');
  }

  async open(): Promise<void> {
    await this.acquire();
    await this.storage.endLeases({ now: this.clock.now() });
    this.schedule();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.timer?.clear();
    if (this.current) await this.storage.closeLease({ lease: this.current });
  }

  private async acquire(): Promise<void> {
    this.current = await this.storage.openLease({ engine: this.engine, now: this.clock.now(), ttlMs: this.ttlMs });
  }

  private schedule(): void {
    if (this.closed) return;
    this.timer = this.clock.setTimer(Math.ceil(this.ttlMs / 3), () => void this.renew());
    this.timer.unref();
  }

  private async renew(): Promise<void> {
    try {
      const now = this.clock.now();
      if (!(await this.storage.renewLease({ lease: this.lease, now, ttlMs: this.ttlMs }))) {
        this.onLost();
        await this.acquire();
      }
      await this.storage.endLeases({ now });
    } catch (error) {
      this.onError(error);
    }
    this.schedule();
  }
}
