import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { byAll, byAny } from '../../samples/document-review/flow';
import { runSampleIn } from './run-sample';

const memo = { id: 'memo', author: 'eve' };

describe('document review', () => {
  let clock: VirtualClock;
  let engine: Engine;
  beforeEach(async () => {
    clock = new VirtualClock({ start: 1_000_000 });
    engine = await createEngine({ clock, flows: [byAll, byAny] });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  const open = async () => (await engine.tasks.list()).items.flatMap(({ candidateGroups }) => candidateGroups);

  async function say(group: string, ok: boolean): Promise<void> {
    await clock.advance(0);
    const [task] = (await engine.tasks.list({ candidateGroups: [group] })).items;
    await engine.tasks.complete(task?.id ?? '', { who: `${group} reviewer`, form: { ok } });
    await clock.advance(0);
  }

  it('asks all reviewers at the same time, and accepts what all of them accept', async () => {
    const run = await engine.start(byAll, memo);
    for (const group of ['style', 'legal', 'security']) {
      await clock.advance(0);
      expect(await open()).toContain(group);
      await say(group, true);
    }
    const { action, value } = await run.result();
    expect([action, Object.keys(value).sort()]).toEqual(['accepted', ['legal', 'security', 'style']]);
    expect(value.legal?.value).toEqual({ by: 'legal reviewer', remarks: '' });
  });

  it('refuses what one of them refuses; the others need not review it any more', async () => {
    const run = await engine.start(byAll, memo);
    await say('legal', true);
    await say('security', false);
    expect(await run.result()).toMatchObject({ action: 'refused', value: { security: { action: 'refuse' } } });
    expect(await open()).toEqual([]);
  });

  it('takes the first acceptance where one is enough', async () => {
    const run = await engine.start(byAny, memo);
    await say('legal', false);
    await say('style', true);
    expect(await run.result()).toMatchObject({ action: 'accepted' });
    expect(await open()).toEqual([]);
  });

  it('goes on where it was each time that it is called', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
    try {
      const call = async (...args: readonly string[]) => runSampleIn(folder, 'document-review', ...args);
      expect(await call()).toContain('contract: waits for legal, security, style');
      expect(await call('accept', 'contract', 'legal', 'ann', 'fine')).toContain('contract: waits for security, style');
      expect(await call('refuse', 'contract', 'style', 'bob')).toContain('contract: {"action":"refused"');
      await expect(call('accept', 'contract', 'security', 'cid')).rejects.toThrow('security has nothing to review');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);
});
