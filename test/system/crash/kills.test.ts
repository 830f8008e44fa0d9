import { cases, SEED } from '../../support/cases';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';
import { killAgainAndAgain } from './kills';
import type { StorageName } from './open-storage';

/** How often processes are killed; `npm run test:crash` does it more often. */
const KILLS = cases(25);

// Only for what hangs: the last process may take its time.
jest.setTimeout(1_200_000);

/** Where the storages are; SQLite makes a file where it is told of none. */
const places: Partial<Record<StorageName, string>> = {};
let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  places.postgres = `${database.url}#${database.freshSchema()}`;
});
afterAll(() => database.end());

describe('processes that are killed again and again', () => {
  it.each(['sqlite', 'postgres'] as const)(
    'lose nothing on %s, and execute nothing again that was committed',
    async (storage) => {
      const { wrongs, runs, again } = await killAgainAndAgain({
        kills: KILLS,
        storage,
        place: places[storage],
        seed: SEED,
      });
      expect({ seed: SEED, wrongs }).toEqual({ seed: SEED, wrongs: [] });
      // Else they were not killed at work.
      expect(runs).toBeGreaterThan(KILLS);
      expect(again).toBeGreaterThan(0);
    },
  );
});
