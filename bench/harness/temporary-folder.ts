import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a new folder to some work and removes it afterwards. */
export async function* inTemporaryFolder<T>(work: (folder: string) => AsyncIterable<T>): AsyncIterable<T> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    yield* work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
