import { isInstance, MillraceError } from '../../errors';

/** A waiting call. */
class Waiter<T> {
  previous: Waiter<T> | undefined = undefined;
  next: Waiter<T> | undefined = undefined;
  private readonly leave: () => void;

  constructor(
    private readonly resolve: (value: T) => void,
    reject: (error: Error) => void,
    private readonly signal: AbortSignal | undefined,
    onAbort: (waiter: Waiter<T>) => void,
  ) {
    this.leave = () => {
      onAbort(this);
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', this.leave, { once: true });
  }

  serve(value: T): void {
    this.signal?.removeEventListener('abort', this.leave);
    this.resolve(value);
  }
}

/** A queue of waiting calls, first in, first out. An aborted call leaves it immediately, from any position. */
export class WaitQueue<T> {
  /** The number of waiting calls. */
  size = 0;
  private first: Waiter<T> | undefined = undefined;
  private last: Waiter<T> | undefined = undefined;

  /** @param onLeave called when a waiting call was aborted */
  constructor(private readonly onLeave: () => void) {}

  /** Resolves when the call is served. Rejects when the signal aborts. */
  wait(signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    return new Promise((resolve, reject) => {
      const waiter = new Waiter<T>(resolve, reject, signal, (aborted) => {
        this.remove(aborted);
        this.onLeave();
      });
      waiter.previous = this.last;
      if (this.last) this.last.next = waiter;
      else this.first = waiter;
      this.last = waiter;
      this.size += 1;
    });
  }

  /** Serves the call that has waited the longest. */
  serve(value: T): void {
    const { first } = this;
    if (!first) return;
    this.remove(first);
    first.serve(value);
  }

  private remove(waiter: Waiter<T>): void {
    const { previous, next } = waiter;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.last = previous;
    this.size -= 1;
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return isInstance(reason, Error)
    ? reason
    : new MillraceError('ABORTED', 'the call was aborted while it waited', { cause: reason });
}
