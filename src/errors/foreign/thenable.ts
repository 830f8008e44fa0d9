/**
 * Whether `await` would do more than return the value: it is a promise, has a method `then`, or cannot be asked for it.
 * Never throws. Any other value is safe to resolve a promise with.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return value instanceof Promise || typeof (value as { readonly then?: unknown }).then === 'function';
  } catch {
    return true;
  }
}

/** Returns a native promise of the value that `await` would return. Calls its `then` once, and never throws. */
export function adoptThenable(value: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    resolve(value);
  });
}

/** Calls one of two functions as soon as `await` would return or throw. Never throws itself. */
export function whenSettled(
  value: PromiseLike<unknown>,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
): void {
  try {
    if (value instanceof Promise) {
      // As `await`, it does not call a `then` that the promise or its class defines.
      void Promise.prototype.then.call(value, onValue, onError);
      return;
    }
  } catch {
    // It only looks like a promise.
  }
  adoptThenable(value).then(onValue, onError);
}

/** Marks a promise that is not used, so that its rejection does not count as unhandled. Does nothing to other values. */
export function abandonPromise(value: unknown): void {
  try {
    // A `then` of its own could do anything, such as send a query.
    void Promise.prototype.then.call(value as Promise<unknown>, undefined, () => undefined);
  } catch {
    // It is no promise.
  }
}
