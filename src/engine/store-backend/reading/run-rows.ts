import type { RunRow, Storage } from '../../../storage/port';
import { requireString } from '../../requests/require-string';
import { unknownRun } from '../../requests/unknown-run';

/** Looks up rows of runs by the ids that callers pass. */
export class RunRows {
  constructor(private readonly store: Pick<Storage, 'find'>) {}

  /**
   * Returns the row of a run.
   *
   * @param by the function that takes the id, for messages
   * @throws {MillraceError} `UNKNOWN_RUN`, or `INVALID_OPTION` for an id that is not a string
   */
  async of(runId: string, by: string): Promise<RunRow> {
    const row = await this.store.find({ run: { id: requireString(runId, 'runId', by) } });
    if (row) return row;
    throw unknownRun(runId);
  }
}
