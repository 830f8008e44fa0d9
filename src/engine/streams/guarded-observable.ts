/* eslint-disable @typescript-eslint/no-deprecated -- operators of RxJS 7 create their result with lift, source and operator; there is no other access */
import type { Observable, Observer, Operator, Subscription, TeardownLogic } from 'rxjs';
import { isInstance } from '../../errors';
import type { Listener } from './channel';
import { GuardedSubscriber, type OnFailure } from './guarded-subscriber';
import { loadRxjs } from './rxjs';

/** Starts a subscription. Returns a function that ends it. */
export type Connect<T> = (listener: Listener<T>) => () => void;

type Guarded = new <T>(
  connect: ((subscriber: Observer<T>) => TeardownLogic) | undefined,
  onFailure: OnFailure,
) => Observable<T>;
let guarded: Guarded | undefined;

/** The subscriber whose subscription is being started. */
let connecting: GuardedSubscriber<never> | undefined;

/**
 * Creates an Observable that is safe against its subscribers, also behind operators. RxJS reports what one throws as an
 * uncaught exception, which ends the process; here `onFailure` receives it.
 */
export function guardedObservable<T>(connect: Connect<T>, onFailure: OnFailure): Observable<T> {
  guarded ??= defineGuarded();
  return new guarded<T>((subscriber) => connect(listenerOf(subscriber, onFailure)), onFailure);
}

/** Returns the listener that passes values to a subscriber of RxJS. The clean-up of an operator may throw. */
function listenerOf<T>(subscriber: Observer<T>, onFailure: OnFailure): Listener<T> {
  const owner = connecting;
  const report = (error: unknown): void => {
    onFailure({ error, subscriber: owner, dropped: false });
  };
  return {
    owner,
    next: (value) => {
      try {
        subscriber.next(value);
      } catch (error) {
        report(error);
      }
    },
    complete: () => {
      try {
        subscriber.complete();
      } catch (error) {
        report(error);
      }
    },
  };
}

type Next<T> = Partial<Observer<T>> | ((value: T) => void) | null;

function defineGuarded(): Guarded {
  const { Observable } = loadRxjs();
  return class GuardedObservable<T> extends Observable<T> {
    constructor(
      connect: ((subscriber: Observer<T>) => TeardownLogic) | undefined,
      private readonly onFailure: OnFailure,
    ) {
      super(connect);
    }

    /** Creates the results of operators, which are guarded as well. */
    override lift<R>(operator?: Operator<T, R>): Observable<R> {
      const lifted = new GuardedObservable<R>(undefined, this.onFailure);
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
      const subscriber = new GuardedSubscriber(consumer, this.onFailure);
      const outer = connecting;
      connecting = subscriber;
      try {
        const subscription = super.subscribe(subscriber);
        subscriber.bind(subscription);
        return subscription;
      } finally {
        connecting = outer;
      }
    }
  };
}

function isSubscriber(value: unknown): value is Observer<never> {
  return isInstance(value, loadRxjs().Subscriber);
}
