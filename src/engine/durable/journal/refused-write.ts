import type { WrittenTransition } from '../../driver/journal';

/** The reason why a transition cannot be written. */
export interface RefusedWrite {
  readonly error: Error;
  /** The operation whose outcome the transition recorded. */
  readonly operation: WrittenTransition['operation'];
}
