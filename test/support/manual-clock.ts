import type { Clock, ClockTimer } from 'millrace';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** A clock that stands still until it is told to go on; then timers fire in their order, with room for what follows. */
export class ManualClock implements Clock {
  private time = 1_000_000;
  private turned = 0;
  private orders = 0;
  private readonly entries = new Set<Entry>();

  readonly now = (): number => this.time - this.turned;

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer => {
    this.orders += 1;
    const entry: Entry = { at: this.time + delayMs, order: this.orders, fire };
    this.entries.add(entry);
    return {
      clear: () => {
        this.entries.delete(entry);
      },
      ref: () => undefined,
      unref: () => undefined,
    };
  };

  /** How many timers are set. */
  get pending(): number {
    return this.entries.size;
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (let next = this.earliest(end); next; next = this.earliest(end)) {
      this.entries.delete(next);
      this.time = Math.max(this.time, next.at);
      next.fire();
      await settled();
    }
    this.time = end;
  }

  /** Sets the time back, as an operator may do. Timers are not concerned. */
  turnBack(ms: number): void {
    this.turned += ms;
  }

  /** Lets a long time pass at once: what is due fires once, late. */
  async jump(ms: number): Promise<void> {
    this.time += ms;
    await this.advance(0);
  }

  private earliest(until: number): Entry | undefined {
    const due = [...this.entries].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets everything run that is ready to. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}
