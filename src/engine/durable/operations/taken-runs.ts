import { MillraceError } from '../../../errors';
import type { Lease, RunRow, Storage, StoredRun } from '../../../storage/port';

/** Takes single runs that no engine owns, for what an operator does with them. */
export class TakenRuns {
  constructor(
    private readonly storage: Storage,
    private readonly lease: () => Lease,
  ) {}

  /** @throws {MillraceError} `UNKNOWN_RUN` */
  async row(id: string): Promise<RunRow> {
    const row = await this.storage.find({ run: { id } });
    if (row) return row;
    throw new MillraceError('UNKNOWN_RUN', `there is no run "${id}"`, { details: { runId: id } });
  }

  /** @throws {MillraceError} `RUN_BUSY` */
  async take({ key, origin }: RunRow): Promise<StoredRun> {
    const stored = await this.storage.take({ lease: this.lease(), run: key });
    if (stored) return stored;
    throw new MillraceError('RUN_BUSY', `run ${origin.id} is being executed; try again when it waits or has ended`, {
      details: { runId: origin.id },
    });
  }
}
