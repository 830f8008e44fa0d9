import { MillraceError } from '../../errors';

/** Somebody who waits. */
class Waiter<T> {
  previous: Waiter<T> | undefined = undefined;
  next: Waiter<T> | undefined = undefined;
  private readonly leave: () => void;

  constructor(
    private readonly resolve: (value: T) => void,
    reject: (error: Error) => void,
    private readonly signal: AbortSignal | undefined,
    released: (waiter: Waiter<T>) => void,
  ) {
    this.leave = () => {
      released(this);
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', this.leave, { once: true });
  }

  serve(value: T): void {
    this.signal?.removeEventListener('abort', this.leave);
    this.resolve(value);
  }
}

/** First come, first served. Who gives up leaves the line at once, from wherever he stands. */
export class WaitQueue<T> {
  /** How many are waiting. */
  size = 0;
  private first: Waiter<T> | undefined = undefined;
  private last: Waiter<T> | undefined = undefined;

  /** @param left called when somebody has given up */
  constructor(private readonly left: () => void) {}

  /** Resolves when it is his turn; is rejected when the signal is aborted. */
  wait(signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    return new Promise((resolve, reject) => {
      const waiter = new Waiter<T>(resolve, reject, signal, (released) => {
        this.remove(released);
        this.left();
      });
      waiter.previous = this.last;
      if (this.last) this.last.next = waiter;
      else this.first = waiter;
      this.last = waiter;
      this.size += 1;
    });
  }

  /** Serves who has been waiting the longest. */
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
  return reason instanceof Error
    ? reason
    : new MillraceError('ABORTED', 'the call was given up while it waited', { cause: reason });
}
