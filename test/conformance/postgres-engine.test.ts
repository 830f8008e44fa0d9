import { createEngine } from 'millrace';
import { postgresStorage } from 'millrace/postgres';
import { engineConformance } from 'millrace/testing';
import { openTestDatabase, type TestDatabase } from '../support/postgres';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.end());

describe('the engine over PostgreSQL', () => {
  const checks = engineConformance({
    durable: true,
    // A server may be busy with something else.
    patienceMs: 20_000,
    create: () => {
      const schema = database.freshSchema();
      const storage = () => postgresStorage({ url: database.url, schema, poolSize: 3 });
      return {
        engine: (options) => createEngine({ ...options, storage: storage() }),
        dispose: () => database.drop(schema),
      };
    },
  });
  for (const { name, run } of checks) it(name, run, 30_000);
});
