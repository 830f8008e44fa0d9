import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresServer } from './server';

// The test files of one Jest run share a server. The first that needs it starts it, in whatever worker that is; it outlives the
// worker, and ends with the run.

/** The variable that holds the folder in which the workers of a run find the server. */
export const SHARED_SERVER = 'MILLRACE_SHARED_SERVER';

const LOOK_MS = 20;

interface Started {
  readonly url: string;
  readonly pid: number;
  /** The folder with everything that belongs to the server. */
  readonly folder: string;
}

/** Returns the URL of the server of this run, which is started if there is none yet. */
export async function sharedServerUrl(folder: string): Promise<string> {
  if (isFirst(folder)) await start(folder);
  for (;;) {
    const failure = join(folder, 'failed');
    if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'));
    const server = started(folder);
    if (server) return server.url;
    await pause(LOOK_MS);
  }
}

/** Ends the server of a run, if there is one. */
export async function endSharedServer(folder: string): Promise<void> {
  const server = started(folder);
  if (!server) return;
  const lock = PostgresServer.lockIn(server.folder);
  if (existsSync(lock)) process.kill(server.pid, 'SIGQUIT');
  while (existsSync(lock)) await pause(LOOK_MS);
  rmSync(server.folder, { recursive: true, force: true });
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'starting'));
    return true;
  } catch {
    return false;
  }
}

async function start(folder: string): Promise<void> {
  try {
    const server = await PostgresServer.create({ outlivesProcess: true });
    const { pid } = server;
    const found: Started = { url: server.url(), pid, folder: server.folder };
    const draft = join(folder, 'draft');
    writeFileSync(draft, JSON.stringify(found));
    // Others see all of it or nothing.
    renameSync(draft, join(folder, 'server.json'));
  } catch (error) {
    writeFileSync(join(folder, 'failed'), String(error));
  }
}

function started(folder: string): Started | undefined {
  const file = join(folder, 'server.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Started) : undefined;
}
