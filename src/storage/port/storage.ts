import type { RunOwnership } from './run-ownership';
import type { RunStore } from './run-store';

/**
 * The place where runs are kept: the port that adapters implement. Everything that a fulfilled promise acknowledges has been
 * written for good; a promise that is rejected has written nothing, or the outcome is unknown. Values are opaque strings. A storage
 * reads no clock: moments come with the requests.
 *
 * It has two roles, and an optional third one: {@link RunStore} keeps runs, {@link RunOwnership} says which engine moves them.
 */
export interface Storage extends RunStore, RunOwnership {}
