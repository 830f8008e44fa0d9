/* eslint-disable @typescript-eslint/no-deprecated -- operators of RxJS 7 create their result with lift, source and operator; there is no other access */
import type { Observable, Observer, Operator, Subscription, TeardownLogic } from 'rxjs';
import { loadRxjs } from './rxjs';

/** Receives the errors that a subscriber throws. */
export type OnThrow = (error: unknown) => void;
/** Starts a subscription. Returns a function that ends it. */
export type Connect<T> = (observer: Pick<Observer<T>, 'next' | 'complete'>) => () => void;

type Guarded = new <T>(
  connect: ((subscriber: Observer<T>) => TeardownLogic) | undefined,
  onThrow: OnThrow,
) => Observable<T>;
let guarded: Guarded | undefined;

/**
 * Creates an Observable that is safe against errors of its subscribers. RxJS reports such an error as an uncaught
 * exception, which ends the process; here `onThrow` receives it, also after operators.
 */
export function guardedObservable<T>(connect: Connect<T>, onThrow: OnThrow): Observable<T> {
  guarded ??= defineGuarded();
  return new guarded<T>((subscriber) => connect(subscriber), onThrow);
}

type Next<T> = Partial<Observer<T>> | ((value: T) => void) | null;

function defineGuarded(): Guarded {
  const { Observable } = loadRxjs();
  return class GuardedObservable<T> extends Observable<T> {
    constructor(
      connect: ((subscriber: Observer<T>) => TeardownLogic) | undefined,
      private readonly onThrow: OnThrow,
    ) {
      super(connect);
    }

    /** Creates the results of operators, which are guarded as well. */
    override lift<R>(operator?: Operator<T, R>): Observable<R> {
      const lifted = new GuardedObservable<R>(undefined, this.onThrow);
      lifted.source = this;
      lifted.operator = operator as Operator<unknown, R> | undefined;
      return lifted;
    }

    override subscribe(
      next?: Next<T>,
      error?: ((error: unknown) => void) | null,
      complete?: (() => void) | null,
    ): Subscription {
      // The subscriber of an operator belongs to RxJS and forwards errors; only a consumer's functions are guarded.
      if (isSubscriber(next)) return super.subscribe(next);
      const consumer: Partial<Observer<T>> =
        typeof next === 'function' || next === null || next === undefined
          ? { ...(next && { next }), ...(error && { error }), ...(complete && { complete }) }
          : next;
      return super.subscribe({
        next: (value) => {
          // Inlined, because a closure for each value would cost more than the delivery.
          try {
            consumer.next?.(value);
          } catch (error) {
            this.onThrow(error);
          }
        },
        error: (failure: unknown) =>
          this.guard(() => (consumer.error ? consumer.error(failure) : this.onThrow(failure))),
        complete: () => this.guard(() => consumer.complete?.()),
      });
    }

    private guard(call: () => void): void {
      try {
        call();
      } catch (error) {
        this.onThrow(error);
      }
    }
  };
}

function isSubscriber(value: unknown): value is Observer<never> {
  return value instanceof loadRxjs().Subscriber;
}
