import { createEngine } from 'millrace';
import { engineConformance } from 'millrace/conformance';
import { postgresStorage } from 'millrace/postgres';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.end());

/** What engines without a storage promise, too. It is tried over other storages; here with `CONFORMANCE=full` alone, for it takes long. */
const common = new Set(
  engineConformance({ copies: true, create: () => ({ engine: createEngine }) }).map(({ name }) => name),
);
const isWanted = (name: string) => process.env['CONFORMANCE'] === 'full' || !common.has(name);

describe('the engine over PostgreSQL', () => {
  const checks = engineConformance({
    durable: true,
    // A server may be busy with something else.
    patienceMs: 60_000,
    create: () => {
      const schema = database.freshSchema();
      const storage = () => postgresStorage({ url: database.url, schema, poolSize: 3 });
      return {
        engine: (options) => createEngine({ ...options, storage: storage() }),
        dispose: () => database.drop(schema),
      };
    },
  });
  for (const { name, run } of checks.filter((one) => isWanted(one.name))) it(name, run);
});
