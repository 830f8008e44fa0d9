import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerTask, createTestEngine, type ScriptedAnswer, type TestEngine } from 'millrace/testing';
import { byAll, byAny } from '../../samples/document-review/flow';
import { Review, type Verdict } from '../../samples/document-review/review';
import { runSampleIn } from './run-sample';

const memo = { id: 'memo', author: 'eve' };

describe('document review', () => {
  let engine: TestEngine;
  afterEach(() => engine.stop({ graceMs: 0 }));

  /** Reviewers who need some hours each. */
  const reviewedBy = (...answers: readonly ScriptedAnswer[]) => createTestEngine({ flows: [byAll, byAny], answers });
  const says = (group: string, ok: boolean, hours: number) => {
    // Remarks may be left out: the form has a default for them, which its type does not say.
    const form = { ok } as Verdict;
    return answerTask(Review, form, { by: `${group} reviewer`, after: `${hours}h`, node: `reviewers/${group}` });
  };
  const open = async () => (await engine.tasks.list()).items.flatMap(({ candidateGroups }) => candidateGroups);

  it('asks all reviewers at the same time, and accepts what all of them accept', async () => {
    engine = reviewedBy(says('style', true, 1), says('legal', true, 2), says('security', true, 3));
    const run = await engine.start(byAll, memo);
    await engine.settle();
    expect(await open()).toEqual(['legal', 'security', 'style']);
    await engine.advance('1h');
    expect(await open()).toEqual(['legal', 'security']);
    await engine.advance('1h');
    expect(await open()).toEqual(['security']);
    await engine.advance('1h');
    const { action, value } = await run.result();
    expect([action, Object.keys(value).sort()]).toEqual(['accepted', ['legal', 'security', 'style']]);
    expect(value.legal?.value).toEqual({ by: 'legal reviewer', remarks: '' });
  });

  it('refuses what one of them refuses; the others need not review it any more', async () => {
    engine = reviewedBy(says('legal', true, 1), says('security', false, 2));
    expect(await engine.run(byAll, memo)).toMatchObject({
      action: 'refused',
      value: { security: { action: 'refuse' } },
    });
    expect(await open()).toEqual([]);
  });

  it('takes the first acceptance where one is enough', async () => {
    engine = reviewedBy(says('legal', false, 1), says('style', true, 2));
    expect(await engine.run(byAny, memo)).toMatchObject({ action: 'accepted' });
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
  });
});
