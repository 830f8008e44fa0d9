import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SHARED_SERVER } from '../postgres/shared-server';

const LOOK_MS = 50;

/**
 * Returns a folder that the test files of one Jest run share. The first file that asks for it fills it, in whatever worker that
 * is; it is removed after the last test.
 */
export async function oncePerRun(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const shared = process.env[SHARED_SERVER];
  if (shared === undefined) throw new Error('there is no folder of this run: the tests need the global set-up of Jest');
  const folder = join(shared, name);
  const outcome = join(shared, `${name}.outcome`);
  if (isFirst(folder)) writeWhole(outcome, await outcomeOf(() => fill(folder)));
  while (!existsSync(outcome)) await pause(LOOK_MS);
  const failure = readFileSync(outcome, 'utf8');
  if (failure !== '') throw new Error(failure);
  return folder;
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Returns the error of a call as a string, which is empty if it has succeeded. */
async function outcomeOf(call: () => Promise<void>): Promise<string> {
  try {
    await call();
    return '';
  } catch (error) {
    return String(error);
  }
}

/** Others see the whole file or nothing. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.draft`, text);
  renameSync(`${file}.draft`, file);
}
