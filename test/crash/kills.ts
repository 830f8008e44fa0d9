import { setTimeout as pause } from 'node:timers/promises';
import type { StorageName } from './open-storage';
import { Scene } from './scene';

/** How processes are killed. */
export interface Killing {
  readonly kills: number;
  readonly storage: StorageName;
  /** Where the storage is; left out for a new file. */
  readonly place?: string | undefined;
  readonly seed: number;
  readonly onKill?: (kill: number) => void;
}

/** What has come of it. */
export interface Killed {
  /** Empty if nothing was lost and nothing done twice. */
  readonly wrongs: readonly string[];
  readonly runs: number;
  readonly executions: number;
  /** How many of them were done again, because their process died before they were committed. */
  readonly again: number;
}

/** Least and most time at work before a process is killed, in ms. */
const AT_WORK = [100, 500] as const;

/** How long the last process may take to end everything, in ms. */
const END_MS = 150_000;

/** Kills process after process at random moments of its work, asks the checker after each, and lets the last one end everything. */
export async function killAgainAndAgain({ kills, storage, place, seed, onKill }: Killing): Promise<Killed> {
  const scene = new Scene(storage, place);
  const dice = diceOf(seed);
  const closeDesk = await scene.desk();
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const worker = scene.process('load');
      await worker.said('ready');
      await pause(AT_WORK[0] + dice() * (AT_WORK[1] - AT_WORK[0]));
      worker.kill('SIGKILL');
      await worker.ended;
      const wrongs = await scene.wrongs(false);
      if (wrongs.length > 0) return { wrongs: [`after kill ${kill}:`, ...wrongs], runs: 0, executions: 0, again: 0 };
      onKill?.(kill);
    }
    const last = scene.process('none');
    // What is lost may be waited for without end; the checker says then what that is.
    await Promise.race([last.ended, pause(END_MS, undefined, { ref: false })]);
    last.kill('SIGKILL');
    await closeDesk();
    const lines = scene.lines();
    // Attempts of a step that is tried again do not count.
    const work = lines.flatMap((line) => (line.what === 'did' && !line.work.includes('flaky') ? [line.work] : []));
    return {
      wrongs: await scene.wrongs(true),
      runs: lines.filter(({ what }) => what === 'wanted').length,
      executions: work.length,
      again: work.length - new Set(work).size,
    };
  } finally {
    await closeDesk();
    scene.remove();
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
