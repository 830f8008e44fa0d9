import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import type { Storage } from '../../../storage/port';
import { never } from '../never';
import { type StorageCall, through } from './through';

/**
 * What becomes of a call to a storage:
 * - `before`: it fails, and nothing is done;
 * - `after`: it is done, and the answer is lost;
 * - `ghost`: it fails at once, and is done a while later;
 * - `slow`: it is done a while later;
 * - `late`: it is done, and the answer comes a while later;
 * - `crash before`: whoever calls dies before the call reaches the storage;
 * - `crash after`: whoever calls dies after it is done and before its answer comes.
 */
export type StorageFaults = 'none' | 'before' | 'after' | 'ghost' | 'slow' | 'late' | 'crash before' | 'crash after';

/** How late what is late comes, in ms: one after another, so that the order of calls changes too. */
const DELAYS = [1, 40, 160, 700];

/** A storage as one process sees it. What befalls each call is said from outside; nothing gets through from a process that has died. */
export class FaultyStorage {
  readonly storage: Storage;
  calls = 0;
  dead = false;
  /** Resolves with the death. */
  readonly died: Promise<void>;
  /** Its own timers that are set. */
  timers = 0;
  /** Calls that are being carried out. */
  underWay = 0;
  private readonly die: () => void;

  constructor(
    storage: Storage,
    private readonly clock: Clock,
    /** @param number of the call, from 1 */
    private readonly trouble: (call: StorageCall, number: number) => StorageFaults,
  ) {
    let announce: () => void = () => undefined;
    this.died = new Promise((resolve) => {
      announce = resolve;
    });
    this.die = () => {
      this.dead = true;
      announce();
    };
    this.storage = through(
      storage,
      (call) => this.pass(call),
      () => !this.dead,
    );
  }

  private async pass(call: StorageCall): Promise<unknown> {
    if (this.dead) return never();
    this.calls += 1;
    const number = this.calls;
    const perform = (): Promise<unknown> => this.carryOut(call);
    switch (this.trouble(call, number)) {
      case 'none':
        return perform();
      case 'before':
        throw cut();
      case 'after':
        await perform();
        throw cut();
      case 'ghost':
        // What is refused so late is told to nobody.
        this.pause(number)
          .then(perform)
          .catch(() => undefined);
        throw cut();
      case 'slow':
        await this.pause(number);
        return perform();
      case 'late': {
        const answer = await perform();
        await this.pause(number);
        return answer;
      }
      case 'crash before':
        this.die();
        return never();
      case 'crash after': {
        const done = this.carryOut(call).catch(() => undefined);
        this.die();
        await done;
        return never();
      }
    }
  }

  /** The answer comes only to those who live. */
  private async carryOut({ perform }: StorageCall): Promise<unknown> {
    this.underWay += 1;
    try {
      const answer = await perform();
      if (!this.dead) return answer;
    } catch (error) {
      if (!this.dead) throw error;
    } finally {
      this.underWay -= 1;
    }
    return never();
  }

  private pause(call: number): Promise<void> {
    this.timers += 1;
    return new Promise((resolve) => {
      this.clock.setTimer(DELAYS[(call - 1) % DELAYS.length] ?? 0, () => {
        this.timers -= 1;
        resolve();
      });
    });
  }
}

function cut(): MillraceError {
  return new MillraceError('STORAGE_UNAVAILABLE', 'the connection was cut');
}
