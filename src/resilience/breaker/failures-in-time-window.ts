import type { Counting } from './counting';

/** Calls of one part of the time. */
interface Part {
  startedAt: number;
  calls: number;
  failed: number;
}

/** The time is divided into at least so many parts, and none is longer than a second. */
const LEAST_PARTS = 5;
const LONGEST_PART_MS = 1000;

/**
 * Too many is a share of the calls of the last so many ms, once enough of them have been made. The calls are counted by
 * parts of the time, so what is the oldest goes all at once; a part begins with its first call.
 */
export class FailuresInTimeWindow implements Counting {
  private parts: Part[] = [];
  private readonly most: number;
  private readonly partMs: number;
  private calls = 0;
  private failed = 0;

  constructor(
    private readonly rate: number,
    private readonly windowMs: number,
    private readonly minCalls: number,
  ) {
    this.most = Math.max(LEAST_PARTS, Math.ceil(windowMs / LONGEST_PART_MS));
    this.partMs = windowMs / this.most;
  }

  failures(now: number): number {
    this.forget(now);
    return this.failed;
  }

  note(ok: boolean, now: number): boolean {
    const part = this.part(now);
    part.calls += 1;
    this.calls += 1;
    if (ok) return false;
    part.failed += 1;
    this.failed += 1;
    return this.calls >= this.minCalls && this.failed > this.rate * this.calls;
  }

  reset(): void {
    this.parts = [];
    this.calls = 0;
    this.failed = 0;
  }

  private part(now: number): Part {
    this.forget(now);
    const latest = this.parts.at(-1);
    if (latest && now - latest.startedAt < this.partMs) return latest;
    if (this.parts.length === this.most) this.drop();
    const part = { startedAt: now, calls: 0, failed: 0 };
    this.parts.push(part);
    return part;
  }

  /** Drops the parts of which nothing is in the window any more. */
  private forget(now: number): void {
    // The clock was turned back: what was counted before can no longer be placed.
    if ((this.parts.at(-1)?.startedAt ?? now) > now) this.reset();
    for (
      let [oldest] = this.parts;
      oldest && now - oldest.startedAt >= this.windowMs + this.partMs;
      [oldest] = this.parts
    )
      this.drop();
  }

  private drop(): void {
    const dropped = this.parts.shift();
    if (!dropped) return;
    this.calls -= dropped.calls;
    this.failed -= dropped.failed;
  }
}
