import type { Token } from '../../core';
import type { Place } from '../../flow';

/** One attempt at an operation, from its start to its end. */
export interface Attempt {
  /** The token that the operation belongs to. */
  readonly at: Token;
  readonly op: number;
  readonly place: Place;
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** Whether the run still waits for its outcome. */
  readonly isCurrent: boolean;
}
