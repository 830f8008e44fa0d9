import type { ConformanceCheck } from '../check';
import { answerChecks } from './answer-checks';
import { claimChecks } from './claim-checks';
import { commitChecks } from './commit-checks';
import { createChecks } from './create-checks';
import { crowdChecks } from './crowd-checks';
import { inboxChecks } from './inbox-checks';
import { journalChecks } from './journal-checks';
import { leaseChecks } from './lease-checks';
import { lifeChecks, survivalChecks } from './life-checks';
import { listChecks } from './list-checks';
import { purgeChecks } from './purge-checks';
import { raceChecks } from './race-checks';
import { recordChecks } from './record-checks';
import { slotChecks } from './slot-checks';
import type { StorageSubject } from './storage-subject';
import { taskChecks } from './task-checks';
import { textChecks } from './text-checks';
import { Trial } from './trial';
import { watchChecks } from './watch-checks';

/** How a storage is put to the test. */
export interface StorageSetup {
  /** Makes an empty storage whose values may have `maxBody` characters. Called for each check. */
  readonly create: (options: { readonly maxBody: number }) => StorageSubject | Promise<StorageSubject>;
  /** Whether what was written can be read after the storage was closed (`true`). */
  readonly survivesClose?: boolean;
}

/**
 * What every storage has to keep, whatever it writes to: for authors of adapters. The checks need no test framework.
 *
 * @example
 * for (const { name, run } of storageConformance({ create: ({ maxBody }) => ({ storage: myStorage({ maxBody }) }) })) {
 *   test(name, run);
 * }
 */
export function storageConformance({ create, survivesClose = true }: StorageSetup): readonly ConformanceCheck[] {
  const checks = [
    ...lifeChecks,
    ...(survivesClose ? survivalChecks : []),
    ...createChecks,
    ...commitChecks,
    ...recordChecks,
    ...leaseChecks,
    ...inboxChecks,
    ...claimChecks,
    ...slotChecks,
    ...listChecks,
    ...taskChecks,
    ...answerChecks,
    ...journalChecks,
    ...purgeChecks,
    ...watchChecks,
    ...textChecks,
    ...crowdChecks,
    ...raceChecks,
  ];
  return checks.map(({ name, run }) => ({
    name,
    run: async () => {
      const trial = new Trial(await create({ maxBody: MAX_BODY }));
      try {
        await trial.open();
        await run(trial);
      } finally {
        await trial.end();
      }
    },
  }));
}

/** Enough for the longest text of the checks, and little enough to be exceeded quickly. */
const MAX_BODY = 3 * 2 ** 20;
