import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import { performCall, type StorageCall, storageOfCalls } from '../../../storage/adapter-kit';
import type { Storage } from '../../../storage/port';
import { never } from '../never';

/**
 * The fault of a call to a storage:
 * - `before`: the call fails without effect;
 * - `after`: the call takes effect, and its response is lost;
 * - `ghost`: the call fails immediately, and takes effect later;
 * - `slow`: the call takes effect later;
 * - `late`: the call takes effect, and its response is late;
 * - `crash before`: the caller dies before the call reaches the storage;
 * - `crash after`: the caller dies after the call takes effect and before its response arrives.
 */
export type StorageFaults = 'none' | 'before' | 'after' | 'ghost' | 'slow' | 'late' | 'crash before' | 'crash after';

/** The delays of late calls, in ms, used in turn, so that the order of calls also changes. */
const DELAYS = [1, 40, 160, 700];

/** The storage of one process, with a fault per call. A dead process can no longer call it. */
export class FaultyStorage {
  readonly storage: Storage;
  calls = 0;
  dead = false;
  /** Resolves when the process dies. */
  readonly died: Promise<void>;
  /** The number of its pending timers. */
  timers = 0;
  /** The number of calls in progress. */
  inProgress = 0;
  private readonly die: () => void;

  constructor(
    private readonly inner: Storage,
    private readonly clock: Clock,
    /** @param number the number of the call, from 1 */
    private readonly faultOf: (call: StorageCall, number: number) => StorageFaults,
  ) {
    let announce: () => void = () => undefined;
    this.died = new Promise((resolve) => {
      announce = resolve;
    });
    this.die = () => {
      this.dead = true;
      announce();
    };
    this.storage = {
      ...(inner.pollMs !== undefined && { pollMs: inner.pollMs }),
      ...storageOfCalls((call) => this.pass(call)),
      watch: (listener) =>
        inner.watch((notice) => {
          if (!this.dead) listener(notice);
        }),
    };
  }

  private async pass(call: StorageCall): Promise<unknown> {
    if (this.dead) return never();
    this.calls += 1;
    const number = this.calls;
    const perform = (): Promise<unknown> => this.makeCall(call);
    switch (this.faultOf(call, number)) {
      case 'none':
        return perform();
      case 'before':
        throw cut();
      case 'after':
        await perform();
        throw cut();
      case 'ghost':
        // A late failure is dropped.
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
        const done = this.makeCall(call).catch(() => undefined);
        this.die();
        await done;
        return never();
      }
    }
  }

  /** Makes the call. Settles only while the process is alive. */
  private async makeCall(call: StorageCall): Promise<unknown> {
    this.inProgress += 1;
    try {
      const answer = await performCall(this.inner, call);
      if (!this.dead) return answer;
    } catch (error) {
      if (!this.dead) throw error;
    } finally {
      this.inProgress -= 1;
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
