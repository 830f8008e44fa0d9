import type { RunState } from '../../../core';
import type { Program } from '../../../execution';
import { LiveRun } from '../../driver/live-run';
import type { JournalPosition } from '../../store-backend/journal/journal-position';

/** A run that this engine owns, with its position in the journal. */
export class OwnedRun extends LiveRun {
  constructor(
    program: Program,
    state: RunState,
    readonly position: JournalPosition,
  ) {
    super(program, state);
  }
}
