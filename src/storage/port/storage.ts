import type { DocumentStore } from './document-store';
import type { RunOwnership } from './run-ownership';
import type { RunStore } from './run-store';

/**
 * The place where runs are kept: the port that adapters implement. Everything that a fulfilled promise acknowledges has been
 * written for good; a promise that is rejected has written nothing, or the outcome is unknown. Values are opaque strings. A storage
 * reads no clock: moments come with the requests.
 *
 * It has two roles, {@link RunStore} and {@link RunOwnership}, and may have a third one, {@link DocumentStore}.
 */
export interface Storage extends RunStore, RunOwnership {
  /** Left out where the storage keeps runs alone; what needs documents is refused with `UNSUPPORTED` then. */
  readonly documents?: DocumentStore;
}
