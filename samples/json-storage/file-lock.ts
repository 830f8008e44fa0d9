import { readFile, unlink, writeFile } from 'node:fs/promises';
import { codeOf, unavailable } from './storage-fault';

/**
 * Locks a file for this process, with a second file beside it that holds the process id. A lock of a killed process is
 * replaced.
 *
 * @returns a function that releases the lock
 */
export async function lock(file: string): Promise<() => Promise<void>> {
  const path = `${file}.lock`;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => unlink(path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unavailable(file, 'it cannot be locked', error);
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner !== process.pid && isAlive(owner)) throw unavailable(file, `process ${owner} uses it`);
    await unlink(path).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process exists, but belongs to another user.
    return codeOf(error) === 'EPERM';
  }
}
