import { knownOptions } from '../../errors';
import type { ConformanceCheck } from '../check';
import { documentRaceSuite } from './document-suites/document-race-suite';
import { documentSuite, documentSurvivalSuite, withoutDocumentsSuite } from './document-suites/document-suite';
import { answerSuite } from './message-suites/answer-suite';
import { inboxSuite } from './message-suites/inbox-suite';
import { permitSuite } from './message-suites/permit-suite';
import { storedTaskSuite } from './message-suites/task-suite';
import { watchSuite } from './message-suites/watch-suite';
import { claimSuite } from './ownership-suites/claim-suite';
import { leaseSuite } from './ownership-suites/lease-suite';
import { loadSuite } from './ownership-suites/load-suite';
import { lossSuite } from './ownership-suites/loss-suite';
import { raceSuite } from './ownership-suites/race-suite';
import { commitSuite } from './run-suites/commit-suite';
import { createSuite } from './run-suites/create-suite';
import { journalSuite } from './run-suites/journal-suite';
import { lifeSuite, survivalSuite } from './run-suites/life-suite';
import { listSuite } from './run-suites/list-suite';
import { purgeSuite } from './run-suites/purge-suite';
import { recordSuite } from './run-suites/record-suite';
import { textSuite } from './run-suites/text-suite';
import type { StorageFixture } from './storage-fixture';
import { StorageHarness } from './storage-harness';

/** The options of {@link storageConformance}. */
export interface StorageFixtureFactory {
  /** Creates an empty storage with a `maxBody` in characters. Called for each check. */
  readonly create: (options: { readonly maxBody: number }) => StorageFixture | Promise<StorageFixture>;
  /** Whether data survives closing the storage. Default: true. */
  readonly survivesClose?: boolean;
  /** Whether the storage also keeps documents, and so has to pass the checks of a `DocumentStore`. Default: true. */
  readonly documents?: boolean;
}

/**
 * Returns the conformance checks for authors of storage adapters. The checks need no test framework.
 *
 * @example
 * for (const { name, run } of storageConformance({ create: ({ maxBody }) => ({ storage: myStorage({ maxBody }) }) })) {
 *   test(name, run);
 * }
 */
export function storageConformance(setup: StorageFixtureFactory): readonly ConformanceCheck[] {
  const names = { create: true, survivesClose: true, documents: true } as const;
  const { create, survivesClose = true, documents = true } = knownOptions(setup, names, 'storageConformance()');
  const checks = [
    ...lifeSuite,
    ...(survivesClose ? survivalSuite : []),
    ...createSuite,
    ...commitSuite,
    ...recordSuite,
    ...leaseSuite,
    ...lossSuite,
    ...inboxSuite,
    ...claimSuite,
    ...permitSuite,
    ...listSuite,
    ...storedTaskSuite,
    ...answerSuite,
    ...journalSuite,
    ...purgeSuite,
    ...watchSuite,
    ...textSuite,
    ...loadSuite,
    ...raceSuite,
    ...(documents ? [...documentSuite, ...documentRaceSuite] : withoutDocumentsSuite),
    ...(documents && survivesClose ? documentSurvivalSuite : []),
  ];
  return checks.map(({ name, run }) => ({
    name,
    run: async () => {
      const harness = new StorageHarness(await create({ maxBody: MAX_BODY }), MAX_BODY);
      try {
        await harness.open();
        await run(harness);
      } finally {
        await harness.end();
      }
    },
  }));
}

/** The `maxBody` of the checks: enough for their longest value, and small enough to be exceeded quickly. */
const MAX_BODY = 3 * 2 ** 20;
