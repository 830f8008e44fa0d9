import { killAgainAndAgain } from './kills';

/** How often processes are killed; `npm run test:crash` does it more often. */
const KILLS = Number(process.env['MILLRACE_KILLS'] ?? 25);
/** Another one each day, so that the moments change; it is told if something is wrong. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? Math.floor(Date.now() / 86_400_000));

describe('processes that are killed again and again', () => {
  it('lose nothing on SQLite, and execute nothing again that was committed', async () => {
    const { wrongs, runs, again } = await killAgainAndAgain({ kills: KILLS, storage: 'sqlite', seed: SEED });
    expect({ seed: SEED, wrongs }).toEqual({ seed: SEED, wrongs: [] });
    // Else they were not killed at work.
    expect(runs).toBeGreaterThan(KILLS);
    expect(again).toBeGreaterThan(0);
  }, 240_000);
});
