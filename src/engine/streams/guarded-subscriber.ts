import type { Observer, Subscription } from 'rxjs';
import { adoptThenable, callDetached, isThenable } from '../../errors';

/** The number of failures in a row after which a subscriber is dropped. */
export const MAX_FAILURES_IN_A_ROW = 10;

/** A failure of a subscriber. */
export interface SubscriberFailure {
  readonly error: unknown;
  /** The subscriber that failed; `undefined` if an operator hides which one it was. */
  readonly subscriber: object | undefined;
  /** Whether the subscriber was dropped: it receives nothing more. */
  readonly dropped: boolean;
}

/** A subscription, as far as it can be ended. */
type Ending = Pick<Subscription, 'unsubscribe'>;

/** Receives the failures of subscribers. */
export type OnFailure = (failure: SubscriberFailure) => void;

/**
 * The functions of a subscriber, guarded: what they throw, or what a promise that they return rejects with, is reported
 * and reaches neither the stream nor the process. A subscriber that fails ten times in a row is dropped.
 */
export class GuardedSubscriber<T> implements Observer<T> {
  private failures = 0;
  private isDropped = false;
  private subscription: Ending | undefined = undefined;

  constructor(
    private readonly consumer: Partial<Observer<T>>,
    private readonly onFailure: OnFailure,
  ) {}

  /** Sets the subscription to end when the subscriber is dropped, which may have happened already. */
  bind(subscription: Ending): void {
    this.subscription = subscription;
    if (this.isDropped) this.unsubscribe();
  }

  next(value: T): void {
    if (this.isDropped) return;
    // Inlined, because a closure for each value would cost more than the delivery.
    try {
      const result: unknown = this.consumer.next?.(value);
      if (isThenable(result)) this.watch(result);
      else this.failures = 0;
    } catch (error) {
      this.failed(error);
    }
  }

  error(failure: unknown): void {
    this.end(() => (this.consumer.error ? this.consumer.error(failure) : this.report(failure)));
  }

  complete(): void {
    this.end(() => this.consumer.complete?.());
  }

  /** Reports a failure of the operators between the stream and the subscriber. */
  readonly report = (error: unknown): void => {
    this.onFailure({ error, subscriber: this, dropped: false });
  };

  private end(call: () => unknown): void {
    if (!this.isDropped) callDetached(call, this.report);
  }

  private watch(result: unknown): void {
    adoptThenable(result).then(
      () => {
        this.failures = 0;
      },
      (error: unknown) => {
        this.failed(error);
      },
    );
  }

  private failed(error: unknown): void {
    this.failures += 1;
    const dropped = this.failures === MAX_FAILURES_IN_A_ROW;
    if (dropped) {
      this.isDropped = true;
      this.unsubscribe();
    }
    this.onFailure({ error, subscriber: this, dropped });
  }

  /** Ends the subscription. The clean-up of an operator may throw. */
  private unsubscribe(): void {
    callDetached(() => {
      this.subscription?.unsubscribe();
    }, this.report);
  }
}
