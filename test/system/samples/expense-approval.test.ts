import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSampleIn } from '../../samples/run-sample';

describe('the processes of the expense approval', () => {
  it('go on where the run was, each time that one is started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
    try {
      const call = async (...args: readonly string[]) =>
        (await runSampleIn(folder, 'expense-approval', ...args)).trimEnd().split('\n');
      const first = await call();
      expect(first.slice(1)).toEqual(['e-2  2500 €  waits for managers', 'e-3  5000 €  waits for directors']);
      await expect(call('approve', 'e-2', 'eve')).rejects.toThrow('nobody decides about an expense of their own');
      const second = await call('approve', 'e-2', 'ann');
      expect(second[1]).toBe('e-2  2500 €  {"action":"paid","value":"2500 € to eve, approved by ann"}');
      expect(await call()).toEqual(second);
      await expect(call('reject', 'e-2', 'ann', 'late')).rejects.toThrow('nothing is to be decided about e-2');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
