/** The end of a run, for those who wait for it. */
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

/** A promise that never counts as unhandled: the failure of a run has its owner in the run. */
export function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** A promise that is rejected with what was caught, whatever it is. */
export function rejectedPromise(caught: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what users throw is passed on as it is
  return Promise.reject(caught);
}
