import type { RunDriver } from '../driver/run-driver';
import { JournalPosition } from '../store-backend/journal/journal-position';
import { flowStructureOf } from '../store-backend/loading/flow-structure';
import type { RunMover } from '../store-backend/run-mover';
import type { ExclusiveRuns } from './claiming/exclusive-runs';
import type { RunClaimer } from './claiming/run-claimer';
import type { RunJournal } from './journal/run-journal';
import type { LeaseKeeper } from './ownership/lease-keeper';
import { OwnedRun } from './ownership/owned-run';
import type { OwnedRuns } from './ownership/owned-runs';
import type { RunCreator } from './ownership/run-creator';

/** The dependencies of {@link storageMover}. */
export interface StorageMoverParts {
  readonly driver: RunDriver<OwnedRun>;
  readonly journal: RunJournal;
  readonly lease: LeaseKeeper;
  readonly owned: OwnedRuns;
  readonly claimer: RunClaimer;
  readonly creator: RunCreator;
  readonly exclusive: ExclusiveRuns;
}

/** Returns a mover that advances runs in this process, under a lease of the storage that holds them. */
export function storageMover(parts: StorageMoverParts): RunMover {
  const { driver, journal, lease, owned, claimer, creator, exclusive } = parts;
  return {
    open: () => lease.open(),
    start: () => {
      claimer.start();
    },
    stop: async (graceMs, error) => {
      claimer.stop();
      driver.halt();
      await driver.idle(graceMs);
      await journal.settled();
      owned.abortAll(error);
      driver.close();
    },
    close: () => lease.close(),
    now: () => driver.now(),
    check: (program, state, ...question) => driver.check(new OwnedRun(program, state, nowhere()), ...question),
    size: () => owned.size,
    isHere: (runId) => creator.isBeginning(runId) || owned.has(runId),
    owns: (key) => owned.get(key) !== undefined,
    launch: (fresh) => creator.create(fresh),
    deliver: (key) => {
      claimer.deliver(key);
    },
    poll: () => {
      claimer.poll();
    },
    act: async (row, program, decide) => {
      const stored = await exclusive.claim(row);
      try {
        await owned.act(program, stored, (run) => {
          const action = decide(stored, run.state);
          if (!action) return run;
          const { input, onto } = action;
          const moved = onto ? owned.moved(run, onto, flowStructureOf(onto)) : run;
          driver.apply(moved, { ...input, ...driver.now() });
          return moved;
        });
      } catch (error) {
        await exclusive.release(stored);
        throw error;
      }
      return stored;
    },
  };
}

/** Returns the position of a run that is only read. */
function nowhere(): JournalPosition {
  return new JournalPosition(0, { rev: 0, no: 0, checkpoint: 0 });
}
