import { clearTimeout, setTimeout } from 'node:timers';

// Taken once, before a test can put fake timers in their place.
const [set, clear] = [setTimeout, clearTimeout];

/** Real time that a test may take. */
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
