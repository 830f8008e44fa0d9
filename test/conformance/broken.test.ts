import { type ConformanceCheck, engineConformance, storageConformance } from 'millrace/conformance';
import { memoryStorage } from 'millrace/storage';
import { brokenDocumentStores } from './broken/document-stores';
import { brokenDurableEngines } from './broken/durable-engines';
import { brokenEngines } from './broken/engines';
import { brokenStorages } from './broken/storages';

/** Names of the checks among these that find nothing. */
async function missed(checks: readonly ConformanceCheck[], names: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const name of names) {
    const check = checks.find((one) => one.name === name);
    if (!check) throw new Error(`there is no check "${name}"`);
    await check.run().then(
      () => kept.push(name),
      () => undefined,
    );
  }
  return kept;
}

/** In ms of real time: long enough to see that something does not happen. */
const patienceMs = 200;

describe('the kit for storages finds one that', () => {
  it.each([...brokenStorages, ...brokenDocumentStores].map((one) => [one.fault, one] as const))(
    '%s',
    async (_, { alter, found }) => {
      const checks = storageConformance({
        create: (options) => {
          const storage = alter(memoryStorage(options));
          return { storage, another: () => storage };
        },
      });
      expect(await missed(checks, found)).toEqual([]);
      // What is broken is one thing, and not everything.
      await checks.find(({ name }) => name === 'a run that was never created is not found')?.run();
    },
  );
});

describe('the kit for engines finds one that', () => {
  it.each(brokenEngines.map((one) => [one.fault, one] as const))('%s', async (_, { create, found, copies = false }) => {
    const checks = engineConformance({ copies, patienceMs, create: () => ({ engine: create }) });
    expect(await missed(checks, found)).toEqual([]);
    await checks.find(({ name }) => name === 'an unknown id finds nothing')?.run();
  });

  it.each(brokenDurableEngines.map((one) => [one.fault, one] as const))('%s', async (_, { create, found }) => {
    const checks = engineConformance({
      durable: true,
      patienceMs,
      create: () => {
        const storage = memoryStorage();
        return { engine: (options) => create(options, storage) };
      },
    });
    expect(await missed(checks, found)).toEqual([]);
    await checks.find(({ name }) => name === 'an unknown id finds nothing')?.run();
  });
});
