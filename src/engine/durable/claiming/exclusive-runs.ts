import { MillraceError } from '../../../errors';
import { nextTurn } from '../../../execution';
import type { RunRow, Storage, StoredRun } from '../../../storage/port';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { ClaimedRun } from './claimed-run';
import type { RunClaimer } from './run-claimer';

/** The number of event loop turns to wait for this engine to release a run. */
const TURNS = 20;

/** The dependencies of {@link ExclusiveRuns}. */
export interface ExclusiveRunsParts {
  readonly storage: Storage;
  readonly lease: LeaseKeeper;
  readonly claimer: RunClaimer;
  /** Returns whether a run is executed in this process. */
  readonly isHere: (runId: string) => boolean;
}

/** Claims single runs that no engine owns, for administrative actions. */
export class ExclusiveRuns {
  constructor(private readonly parts: ExclusiveRunsParts) {}

  /** @throws {MillraceError} `RUN_BUSY` */
  async claim({ key, origin }: RunRow): Promise<ClaimedRun> {
    // A run that begins or ends its work in this engine is released within a few turns.
    for (let turn = 0; turn < TURNS; turn += 1) {
      const stored = await this.parts.claimer.claimOne(key);
      if (stored) return stored;
      if (!this.parts.isHere(origin.id)) break;
      await nextTurn();
    }
    throw new MillraceError('RUN_BUSY', `run ${origin.id} is being executed; try again when it waits or has ended`, {
      details: { runId: origin.id },
    });
  }

  /** Releases a claimed run that was not changed. */
  async release({ key, rev, head }: StoredRun): Promise<void> {
    const { storage, lease, claimer } = this.parts;
    try {
      await storage.commit({ lease: lease.lease, commits: [{ run: key, rev, head, release: true }] });
    } catch {
      claimer.requestTimedOut(key);
    }
  }
}
