/** The part of an RxJS Observable that Millrace uses. Observables of other libraries also have it. */
export interface Subscribable<T> {
  subscribe(observer: { next(value: T): void; error(error: unknown): void; complete(): void }): { unsubscribe(): void };
}
