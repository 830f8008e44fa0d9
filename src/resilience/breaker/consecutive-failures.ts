import type { Counting } from './counting';

/** Too many are so many failures in a row. */
export class ConsecutiveFailures implements Counting {
  private count = 0;

  constructor(private readonly limit: number) {}

  failures(): number {
    return this.count;
  }

  note(ok: boolean): boolean {
    this.count = ok ? 0 : this.count + 1;
    return this.count >= this.limit;
  }

  reset(): void {
    this.count = 0;
  }
}
