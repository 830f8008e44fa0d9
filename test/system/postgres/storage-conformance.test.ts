import { storageConformance } from 'millrace/conformance';
import { postgresStorage } from 'millrace/postgres';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.end());

describe('the PostgreSQL storage', () => {
  const checks = storageConformance({
    create: (options) => {
      const schema = database.freshSchema();
      const another = () => postgresStorage({ url: database.url, schema, poolSize: 4, ...options });
      return { storage: another(), another, dispose: () => database.drop(schema) };
    },
  });
  for (const { name, run } of checks) it(name, run);
});
