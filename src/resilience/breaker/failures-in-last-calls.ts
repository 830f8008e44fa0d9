import type { Counting } from './counting';

/** Counts the share of failures among the last calls, once enough calls have been made. */
export class FailuresInLastCalls implements Counting {
  /** The results of the last calls; the next one replaces the oldest, at `next`. */
  private results: boolean[] = [];
  private next = 0;
  private failed = 0;

  constructor(
    private readonly rate: number,
    private readonly calls: number,
    private readonly minCalls: number,
  ) {}

  failures(): number {
    return this.failed;
  }

  record(ok: boolean): boolean {
    if (this.results[this.next] === false) this.failed -= 1;
    this.results[this.next] = ok;
    this.next = (this.next + 1) % this.calls;
    if (ok) return false;
    this.failed += 1;
    const total = this.results.length;
    return total >= this.minCalls && this.failed > this.rate * total;
  }

  reset(): void {
    this.results = [];
    this.next = 0;
    this.failed = 0;
  }
}
