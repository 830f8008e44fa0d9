import type { ConformanceCheck } from '../check';
import { answerChecks } from './message-suites/answer-suite';
import { inboxChecks } from './message-suites/inbox-suite';
import { slotChecks } from './message-suites/permit-suite';
import { taskChecks } from './message-suites/task-suite';
import { watchChecks } from './message-suites/watch-suite';
import { claimChecks } from './ownership-suites/claim-suite';
import { leaseChecks } from './ownership-suites/lease-suite';
import { crowdChecks } from './ownership-suites/load-suite';
import { raceChecks } from './ownership-suites/race-suite';
import { commitChecks } from './run-suites/commit-suite';
import { createChecks } from './run-suites/create-suite';
import { journalChecks } from './run-suites/journal-suite';
import { lifeChecks, survivalChecks } from './run-suites/life-suite';
import { listChecks } from './run-suites/list-suite';
import { purgeChecks } from './run-suites/purge-suite';
import { recordChecks } from './run-suites/record-suite';
import { textChecks } from './run-suites/text-suite';
import type { StorageSubject } from './storage-fixture';
import { Trial } from './storage-harness';

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
