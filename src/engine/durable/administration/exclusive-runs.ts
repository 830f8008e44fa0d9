import { inspectValue, MillraceError } from '../../../errors';
import { nextTurn } from '../../../execution/next-turn';
import type { RunKey, RunRow, Storage, StoredRun } from '../../../storage/port';
import { requireString } from '../../requests/require-string';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { RunClaimer } from '../ownership/run-claimer';

/** How many turns of the event loop a run of this engine is waited for. */
const TURNS = 20;

/** Takes single runs that no engine owns, for what an operator does with them. */
export class ExclusiveRuns {
  constructor(
    private readonly storage: Storage,
    private readonly lease: LeaseKeeper,
    private readonly claims: RunClaimer,
    /** Whether a run is in this engine's hands. */
    private readonly isHere: (runId: string) => boolean,
  ) {}

  /** @throws {MillraceError} `UNKNOWN_RUN`, or `INVALID_OPTION` for an id that is no text */
  async row(id: string): Promise<RunRow> {
    const row = await this.storage.find({ run: { id: requireString(id, 'runId') } });
    if (row) return row;
    throw new MillraceError('UNKNOWN_RUN', `there is no run ${inspectValue(id)}`, { details: { runId: id } });
  }

  /** @throws {MillraceError} `RUN_BUSY` */
  async take({ key, origin }: RunRow): Promise<StoredRun> {
    // One that begins or ends its work here is given up in a moment.
    for (let turn = 0; turn < TURNS; turn += 1) {
      const stored = await this.ask(key);
      if (stored) return stored;
      if (!this.isHere(origin.id)) break;
      await nextTurn();
    }
    throw new MillraceError('RUN_BUSY', `run ${origin.id} is being executed; try again when it waits or has ended`, {
      details: { runId: origin.id },
    });
  }

  private async ask(run: RunKey): Promise<StoredRun | undefined> {
    try {
      return await this.storage.claimOne({ lease: this.lease.lease, run });
    } catch (error) {
      this.claims.requestTimedOut();
      throw error;
    }
  }
}
