import { type Clock, MillraceError } from 'millrace';
import type { Storage } from '../../../../src/storage/port';

type Method = (request: unknown) => Promise<unknown>;
/** Performs a call to a storage, or does what a bad storage does. */
export type Through = (call: () => Promise<unknown>, method: string) => Promise<unknown>;

/** A storage whose calls all go through a function; its notices are told as long as they are wanted. */
export function through(storage: Storage, pass: Through, wanted: () => boolean = () => true): Storage {
  return new Proxy(storage, {
    get(target, name) {
      if (name === 'watch')
        return (listener: Parameters<Storage['watch']>[0]) =>
          target.watch((notice) => {
            if (wanted()) listener(notice);
          });
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      // Every other method takes one request and gives a promise.
      const method = member as Method;
      return (request: unknown) => pass(() => method(request), String(name));
    },
  });
}

/** Where an engine dies: before a call reaches the storage, or after it is done and before its answer comes. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** The storage as an engine sees it that dies: nothing of it gets through any more. */
export class MortalStorage {
  calls = 0;
  dead = false;
  /** Resolves with the death. */
  readonly died: Promise<void>;
  readonly storage: Storage;
  private die: () => void = () => undefined;

  constructor(storage: Storage, { call: last, when }: Death) {
    this.died = new Promise((resolve) => {
      this.die = resolve;
    });
    const end = (): void => {
      this.dead = true;
      this.die();
    };
    const pass: Through = async (call) => {
      if (this.dead) return new Promise(() => undefined);
      this.calls += 1;
      if (this.calls !== last) return call();
      if (when === 'before') {
        end();
      } else {
        const done = call();
        end();
        await done.catch(() => undefined);
      }
      return new Promise(() => undefined);
    };
    this.storage = through(storage, pass, () => !this.dead);
  }
}

/**
 * What a bad storage does to a call:
 * - `before`: it fails, and nothing is done;
 * - `after`: it is done, and the answer is lost;
 * - `ghost`: it fails at once, and is done a while later;
 * - `slow`: it is done a while later;
 * - `late`: it is done, and the answer comes a while later.
 */
export type Fault = 'none' | 'before' | 'after' | 'ghost' | 'slow' | 'late';

/** How late what is late comes, in ms: one after another, so that the order of calls changes too. */
const DELAYS = [1, 40, 160, 700];

/** A storage that does to its first calls what it is told, and keeps its promises from then on. */
export class FaultyStorage {
  readonly storage: Storage;
  /** Its own timers that are set. */
  timers = 0;
  private calls = 0;

  constructor(
    storage: Storage,
    private readonly clock: Clock,
    /** For each call, or by the name of what is called. */
    private readonly faults: readonly Fault[] | ((method: string) => Fault),
  ) {
    this.storage = through(storage, (call, method) => this.pass(call, method));
  }

  private async pass(call: () => Promise<unknown>, method: string): Promise<unknown> {
    const number = this.calls;
    const { faults } = this;
    this.calls += 1;
    switch (typeof faults === 'function' ? faults(method) : (faults[number] ?? 'none')) {
      case 'none':
        return call();
      case 'before':
        throw cut();
      case 'after':
        await call();
        throw cut();
      case 'ghost':
        // What is refused so late is told to nobody.
        this.pause(number)
          .then(call)
          .catch(() => undefined);
        throw cut();
      case 'slow':
        await this.pause(number);
        return call();
      case 'late': {
        const answer = await call();
        await this.pause(number);
        return answer;
      }
    }
  }

  private pause(call: number): Promise<void> {
    this.timers += 1;
    return new Promise((resolve) => {
      this.clock.setTimer(DELAYS[call % DELAYS.length] ?? 0, () => {
        this.timers -= 1;
        resolve();
      });
    });
  }
}

function cut(): MillraceError {
  return new MillraceError('STORAGE_UNAVAILABLE', 'the connection was cut');
}
