import { readFile, unlink, writeFile } from 'node:fs/promises';
import { codeOf, unavailable } from './storage-fault';

/**
 * Says that a file belongs to this process, by another file with its id beside it. What a process leaves behind that was killed
 * is taken over.
 *
 * @returns what gives the file free
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
    // It is there, but it is somebody else's.
    return codeOf(error) === 'EPERM';
  }
}
