import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { cases } from '../../support/cases';
import { PostgresServer } from '../../support/postgres';
import { Scene } from './scene';
import type { WorkerProcess } from './worker-process';

/** How often the server is restarted in the middle of work. */
const RESTARTS = cases(4);
/** The size that a file may have on a disk that is full, in bytes: less than the log of an SQLite file grows to. */
const FULL = 600_000;
const LOOK_MS = 10;

// Only for what hangs.
jest.setTimeout(1_200_000);

/** Resolves when steps have been executed since. */
async function goesOn(scene: Scene): Promise<void> {
  const steps = (): number => scene.lines().filter(({ what }) => what === 'did').length;
  const before = steps();
  while (steps() <= before) await pause(LOOK_MS);
}

/** Ends a process that is at work, lets another one end all runs, and returns what is wrong then. */
async function wrongsAfter(scene: Scene, worker: WorkerProcess): Promise<readonly string[]> {
  worker.kill('SIGKILL');
  await worker.ended;
  await scene.process('none').ended;
  return scene.wrongs(true);
}

it('restarts of a PostgreSQL server in the middle of work lose nothing', async () => {
  const server = await PostgresServer.create();
  const scene = new Scene('postgres', `${server.url()}#outages`);
  try {
    const worker = scene.process('load');
    await worker.said('at work');
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      await goesOn(scene);
      await server.stop(restart % 2 === 0 ? 'immediate' : 'fast');
      await server.start();
    }
    await goesOn(scene);
    expect(await wrongsAfter(scene, worker)).toEqual([]);
  } finally {
    scene.remove();
    await server.remove();
  }
});

it('a full disk loses nothing, and work goes on as soon as there is space', async () => {
  const scene = new Scene('sqlite');
  try {
    const worker = scene.process('load');
    await worker.said('at work');
    expect(worker.output).not.toContain('storage failed');
    limitFiles(worker, String(FULL));
    await worker.said('storage failed');
    limitFiles(worker, 'unlimited');
    await goesOn(scene);
    expect(await wrongsAfter(scene, worker)).toEqual([]);
  } finally {
    scene.remove();
  }
});

/** Sets the size that files of a process may grow to; a write beyond it fails as on a full disk. */
function limitFiles({ pid }: WorkerProcess, bytes: string): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]);
}
