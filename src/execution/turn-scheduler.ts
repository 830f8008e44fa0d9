import type { Clock } from '../step';
import { Fifo } from './fifo';
import { runSoon } from './next-turn';

/** The time for which operations that never wait may keep the event loop, in ms. */
const TURN_MS = 5;
/** The time after which a branch that never waits lets the next one continue, in ms. */
const SLICE_MS = 1;
/** The largest number of operations between two reads of the clock. */
const OPERATIONS_PER_LOOK = 8;
/** The number of operations that end a turn even if the clock stands still, as a virtual one does. */
const OPERATIONS_PER_TURN = 4096;

/**
 * Shares the event loop between the operations of an engine, which all take from one budget of time for each turn, and
 * everything else in the process. A loop over operations counts down {@link left} and, below 0, waits if {@link isOver}
 * says so. Those that wait continue in the order in which they began to wait.
 */
export class TurnScheduler {
  /** The number of operations until {@link isOver} has to be called. */
  left = OPERATIONS_PER_LOOK;
  private stride = OPERATIONS_PER_LOOK;
  private operations = 0;
  private startedAt = 0;
  private sliceAt = 0;
  private lookedAt = 0;
  private over = false;
  /** Whether the next turn has been requested. */
  private requested = false;
  private readonly waiting = new Fifo<() => void>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Whether the caller has to {@link wait}: the turn has taken long enough, or it is that of another branch. */
  isOver(): boolean {
    if (this.over) return true;
    this.operations += this.stride;
    return this.look() || (this.waiting.size > 0 && this.lookedAt - this.sliceAt >= SLICE_MS);
  }

  /** Resolves when it is the caller's turn again. */
  wait(): Promise<void> {
    this.request();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /**
   * Reads the clock, and decides when to read it again: the slower the operations, the sooner. Returns whether the turn
   * has taken long enough.
   */
  private look(): boolean {
    const now = this.clock.monotonic();
    if (!this.requested) this.begin(now);
    this.stride = now - this.lookedAt >= SLICE_MS ? 1 : Math.min(this.stride * 2, OPERATIONS_PER_LOOK);
    this.lookedAt = now;
    this.over = now - this.startedAt >= TURN_MS || this.operations >= OPERATIONS_PER_TURN;
    this.left = this.over ? 0 : this.stride;
    return this.over;
  }

  private begin(now: number): void {
    this.startedAt = now;
    this.sliceAt = now;
    this.lookedAt = now;
    this.operations = 0;
    this.request();
  }

  private request(): void {
    if (this.requested) return;
    this.requested = true;
    runSoon(this.startTurn);
  }

  private readonly startTurn = (): void => {
    this.requested = false;
    this.over = false;
    this.left = this.stride;
    if (this.waiting.size > 0) void this.release();
  };

  /** Lets those that wait continue, one after another, as far as the turn suffices. */
  private async release(): Promise<void> {
    this.begin(this.clock.monotonic());
    for (let next = this.waiting.shift(); next; next = this.over ? undefined : this.waiting.shift()) {
      this.sliceAt = this.lookedAt;
      next();
      // The branch continues before this function does.
      await Promise.resolve();
      this.look();
    }
  }
}
