import type { Storage } from '../../../storage/port';

type Method = (request: unknown) => Promise<unknown>;

/** A call to a storage. */
export interface StorageCall {
  readonly method: string;
  readonly request: unknown;
  /** Makes the call. */
  readonly perform: () => Promise<unknown>;
}

/** Returns a storage whose calls all go through a function. Its notifications are passed on while they are needed. */
export function through(
  storage: Storage,
  pass: (call: StorageCall) => Promise<unknown>,
  wanted: () => boolean = () => true,
): Storage {
  return new Proxy(storage, {
    get(target, name) {
      if (name === 'watch')
        return (listener: Parameters<Storage['watch']>[0]) =>
          target.watch((notice) => {
            if (wanted()) listener(notice);
          });
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      // Every other method takes one request and returns a promise.
      const method = member as Method;
      return (request: unknown) => pass({ method: String(name), request, perform: () => method(request) });
    },
  });
}
