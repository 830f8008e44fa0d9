/** A promise of the outcome of a run, with the functions that settle it. */
export class Deferred {
  readonly promise: Promise<unknown>;
  resolve!: (value: unknown) => void;
  private fail!: (error: Error) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.fail = reject;
    });
  }

  reject(error: Error): void {
    void markHandled(this.promise);
    this.fail(error);
  }
}

/** Returns the promise, marked so that its rejection never counts as unhandled: the run itself records its failure. */
export function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Returns a promise that is rejected with a caught value of any type. */
export function rejectedPromise(caught: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- user code may throw any value
  return Promise.reject(caught);
}
