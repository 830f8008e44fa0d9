import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killSampleIn, runSampleIn } from '../../samples/run-sample';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sample-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a sample that is killed again and again at its work', () => {
  it.each(['expense-approval', 'document-review'])(
    '%s goes on when it is called once more, as if nothing had happened',
    async (name) => {
      for (const afterMs of [2, 30, 60]) await killSampleIn(folder, name, afterMs);
      const shown = await runSampleIn(folder, name);
      rmSync(folder, { recursive: true });
      expect(shown).toBe(await runSampleIn(folder, name));
      expect(shown).toContain('waits for');
    },
  );
});
