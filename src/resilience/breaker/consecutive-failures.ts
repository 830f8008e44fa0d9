import type { Counting } from './counting';

/** Counts consecutive failures. */
export class ConsecutiveFailures implements Counting {
  private count = 0;

  constructor(private readonly limit: number) {}

  failures(): number {
    return this.count;
  }

  record(ok: boolean): boolean {
    this.count = ok ? 0 : this.count + 1;
    return this.count >= this.limit;
  }

  reset(): void {
    this.count = 0;
  }
}
