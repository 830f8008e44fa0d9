import { runSoon } from '../../execution';

/** The largest number of runs that begin in one turn of the event loop. */
const STARTS_PER_TURN = 1024;

/**
 * Limits how many runs begin in one turn of the event loop. Quick runs of one turn end before those of the next begin, so
 * ten thousand that are started at once never all survive a collection, and timers get their turn in between.
 */
export class StartingLine {
  private begun = 0;
  private waiting: (() => void)[] = [];

  /** Whether another run may begin in this turn. The caller then begins one. */
  isOpen(): boolean {
    if (this.begun >= STARTS_PER_TURN) return false;
    if (this.begun === 0) runSoon(this.nextTurn);
    this.begun += 1;
    return true;
  }

  /** Calls back in one of the next turns. */
  wait(begin: () => void): void {
    this.waiting.push(begin);
  }

  private readonly nextTurn = (): void => {
    const { waiting } = this;
    this.begun = Math.min(waiting.length, STARTS_PER_TURN);
    if (this.begun === 0) return;
    this.waiting = waiting.slice(this.begun);
    runSoon(this.nextTurn);
    for (let index = 0; index < this.begun; index += 1) waiting[index]?.();
  };
}
