import type { Clock, ClockTimer } from '../../step';
import type { Lease, RunKey, Storage } from '../../storage/port';
import type { FlowRegistry } from '../flow-registry';
import type { OwnedRuns } from './owned-runs';

/** Most runs that are claimed at once. */
const BATCH = 64;

/** Claims runs that have something to do, and brings what is sent to runs that are owned. */
export class Claims {
  private looking = false;
  private again = false;
  private stopped = false;
  private started = false;
  private timer: ClockTimer | undefined = undefined;
  private readonly delivering = new Set<RunKey>();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly lease: () => Lease,
    private readonly registry: FlowRegistry,
    private readonly owned: OwnedRuns,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.started = true;
    this.look();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.clear();
  }

  /** Looks for runs that have something to do, as soon as it can. */
  look(): void {
    if (this.stopped || !this.started) return;
    this.again = true;
    if (!this.looking) void this.lookNow();
  }

  /** Brings a run what was sent to it. */
  deliver(key: RunKey): void {
    if (this.stopped) return;
    if (!this.owned.get(key)) this.look();
    else if (!this.delivering.has(key)) void this.deliverNow(key);
  }

  private async lookNow(): Promise<void> {
    this.looking = true;
    this.timer?.clear();
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.claim();
        // One that is not here yet is about to begin or to be given up, and gets its mail then.
        for (const key of await this.storage.mail({ lease: this.lease() })) if (this.owned.get(key)) this.deliver(key);
      }
    } catch (error) {
      this.onError(error);
    }
    this.looking = false;
    await this.sleep();
  }

  private async claim(): Promise<void> {
    const flows = this.registry.versions();
    if (flows.length === 0) return;
    for (;;) {
      const runs = await this.storage.claim({ lease: this.lease(), flows, now: this.clock.now(), limit: BATCH });
      for (const run of runs) {
        if (this.stopped) return;
        this.owned.adopt(this.registry.byName(run.origin.flow, run.origin.version), run);
      }
      if (runs.length < BATCH) return;
    }
  }

  /** Sleeps until the next timer of a run that nobody owns, or the next poll. */
  private async sleep(): Promise<void> {
    if (this.stopped) return;
    let wakeAt: number | undefined;
    try {
      wakeAt = await this.storage.nextWake({ flows: this.registry.versions() });
    } catch (error) {
      this.onError(error);
    }
    if (this.isStopped() || this.looking) return;
    const untilWake = wakeAt === undefined ? Number.POSITIVE_INFINITY : wakeAt - this.clock.now();
    const delayMs = Math.min(untilWake, this.storage.pollMs ?? Number.POSITIVE_INFINITY);
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.timer = this.clock.setTimer(Math.max(delayMs, 0), () => {
      this.look();
    });
    // A run that sleeps keeps a process alive as little as one that waits for a signal.
    this.timer.unref();
  }

  private isStopped(): boolean {
    return this.stopped;
  }

  private async deliverNow(key: RunKey): Promise<void> {
    this.delivering.add(key);
    try {
      for (;;) {
        const run = this.owned.get(key);
        const stored = run?.extra?.stored;
        if (!run || stored?.status !== 'owned') break;
        const messages = await this.storage.messages({ run: key, after: stored.lastMessage });
        if (messages.length === 0 || this.stopped) break;
        this.owned.deliver(run, messages);
      }
    } catch (error) {
      this.onError(error);
    }
    this.delivering.delete(key);
    if (!this.owned.get(key)) this.look();
  }
}
