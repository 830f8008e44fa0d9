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
