import { clearTimeout, setTimeout } from 'node:timers';

// Read once, before a test can install fake timers.
const [set, clear] = [setTimeout, clearTimeout];

/** The limit of a test in real time. */
export class TimeLimit {
  private readonly timer: ReturnType<typeof setTimeout>;
  isOver = false;

  constructor(readonly ms: number) {
    this.timer = set(() => {
      this.isOver = true;
    }, ms);
  }

  end(): void {
    clear(this.timer);
  }
}
