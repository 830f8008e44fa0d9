/** The part of an RxJS Observable that Millrace uses; any library's will do. */
export interface Subscribable<T> {
  subscribe(observer: { next(value: T): void; error(error: unknown): void; complete(): void }): { unsubscribe(): void };
}
