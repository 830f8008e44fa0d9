import type { WrittenTransition } from '../../driver/journal';

/** Why a transition cannot be written. */
export interface RefusedWrite {
  readonly error: Error;
  /** The operation whose outcome it was. */
  readonly operation: WrittenTransition['operation'];
}
