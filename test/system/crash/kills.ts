import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../simulation/seeded-random';
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

/** Least and most time before a process is killed that is at work, in ms. */
const AT_WORK = [50, 400] as const;

/** How long the last process may take to end everything, in ms: much more than it needs, so this ends what hangs. */
const END_MS = 600_000;

/** Kills process after process at random moments of its work, asks the checker after each, and lets the last one end everything. */
export async function killAgainAndAgain({ kills, storage, place, seed, onKill }: Killing): Promise<Killed> {
  const scene = new Scene(storage, place);
  const dice = new Dice(seed);
  const closeDesk = await scene.desk();
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const worker = scene.process('load');
      await worker.said('at work');
      await pause(AT_WORK[0] + dice.next() * (AT_WORK[1] - AT_WORK[0]));
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
