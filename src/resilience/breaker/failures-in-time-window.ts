import type { Counting } from './counting';

/** The calls in one part of the window. */
interface Part {
  startedAt: number;
  calls: number;
  failed: number;
}

/** Minimum number of parts of the window. */
const MIN_PARTS = 5;
/** Maximum length of a part, in ms. */
const MAX_PART_MS = 1000;

/**
 * Counts the share of failures among the calls in a time window, once enough calls have been made. The window is
 * divided into parts, which begin with their first call and expire as a whole.
 */
export class FailuresInTimeWindow implements Counting {
  private parts: Part[] = [];
  private readonly maxParts: number;
  private readonly partMs: number;
  private calls = 0;
  private failed = 0;

  constructor(
    private readonly rate: number,
    private readonly windowMs: number,
    private readonly minCalls: number,
  ) {
    this.maxParts = Math.max(MIN_PARTS, Math.ceil(windowMs / MAX_PART_MS));
    this.partMs = windowMs / this.maxParts;
  }

  failures(now: number): number {
    this.expire(now);
    return this.failed;
  }

  record(ok: boolean, now: number): boolean {
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
    this.expire(now);
    const latest = this.parts.at(-1);
    if (latest && now - latest.startedAt < this.partMs) return latest;
    if (this.parts.length === this.maxParts) this.drop();
    const part = { startedAt: now, calls: 0, failed: 0 };
    this.parts.push(part);
    return part;
  }

  /** Drops the parts that are entirely outside the window. */
  private expire(now: number): void {
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
