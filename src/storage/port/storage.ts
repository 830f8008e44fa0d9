import type { DocumentStore } from './document-store';
import type { RunOwnership } from './run-ownership';
import type { RunStore } from './run-store';

/**
 * The port that storage adapters implement. A fulfilled promise acknowledges a durable write; after a rejected one,
 * nothing was written or the result is unknown. Values are opaque strings. A storage reads no clock: times are part of
 * the requests.
 *
 * It has two roles, {@link RunStore} and {@link RunOwnership}, and may have a third one, {@link DocumentStore}.
 */
export interface Storage extends RunStore, RunOwnership {
  /** Omitted if the storage only keeps runs; features that need documents are then refused with `UNSUPPORTED`. */
  readonly documents?: DocumentStore;
}
