import type { Counting } from './counting';

/** Too many is a share of the last so many calls, once enough of them have been made. */
export class FailuresInLastCalls implements Counting {
  /** How the last calls ended; the next one replaces the oldest, at `next`. */
  private ended: boolean[] = [];
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

  note(ok: boolean): boolean {
    if (this.ended[this.next] === false) this.failed -= 1;
    this.ended[this.next] = ok;
    this.next = (this.next + 1) % this.calls;
    if (ok) return false;
    this.failed += 1;
    const total = this.ended.length;
    return total >= this.minCalls && this.failed > this.rate * total;
  }

  reset(): void {
    this.ended = [];
    this.next = 0;
    this.failed = 0;
  }
}
