import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, WorkerProcess } from './worker-process';

it('runs that wait leave the heap: a hundred thousand of them would keep less than 20 MB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-sleepers-'));
  try {
    const worker = new WorkerProcess(bundle('sleepers.ts', folder), ['10000']);
    await worker.ended;
    const said: unknown = JSON.parse(worker.output);
    expect(said).toEqual({ bytes: expect.any(Number), result: 7 });
    expect((said as { readonly bytes: number }).bytes).toBeLessThan(200);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
