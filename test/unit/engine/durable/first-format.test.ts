import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createEngine, type DurableEngine, type RunEvent, type Storage } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { VirtualClock } from 'millrace/testing';
import { executed, flows, go, other } from '../../../fixtures/stored-runs/flows';

/** An hour after the file was written, long before anything in it is overdue. */
const START = Date.UTC(2026, 10, 30, 2);

const CONFLICT = expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' }) as Error;

let folder: string;
let clock: VirtualClock;
let engine: DurableEngine;
let storage: Storage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const file = join(folder, 'runs.db');
  const packed = readFileSync(join(__dirname, '..', '..', '..', 'fixtures', 'stored-runs', 'first-format.db.gz'));
  writeFileSync(file, gunzipSync(packed));
  clock = new VirtualClock({ start: START });
  storage = sqliteStorage({ file, pollMs: 86_400_000 });
  engine = await createEngine({ flows, clock, storage, lease: '60d' });
  await clock.settle();
});

afterAll(async () => {
  await engine.stop({ graceMs: 0 });
  rmSync(folder, { recursive: true });
});

async function resultOf(id: string): Promise<unknown> {
  const run = await engine.get(id);
  return run?.result();
}

async function taskOf(runId: string): Promise<string> {
  const { items } = await engine.tasks.list({ runId });
  return items[0]?.id ?? '';
}

describe('a file that the first version wrote', () => {
  it('keeps documents from now on', async () => {
    const change = { type: 'put', kind: 'schedule', name: 'nightly', rev: 0, body: '{}' } as const;
    expect(await storage.documents?.write({ changes: [change] })).toMatchObject({ result: 'written' });
    expect(await storage.documents?.get(change)).toMatchObject({ name: 'nightly', body: '{}' });
  });

  it('lets an open task be completed, with all that was retained', async () => {
    await engine.tasks.complete(await taskOf('approval-open'), { by: 'anna', form: { ok: true } });
    expect(await resultOf('approval-open')).toEqual({ action: 'done', value: 21 });
  });

  it('goes on with a task whose answer had been acknowledged', async () => {
    expect(await resultOf('approval-answered')).toEqual({ action: 'done', value: 41 });
    const { items } = await engine.history('approval-answered');
    const completed = items.find(({ type }) => type === 'task.completed') as Extract<
      RunEvent,
      { type: 'task.completed' }
    >;
    expect(completed.data).toMatchObject({ by: 'bob', form: { ok: true }, comment: 'fine' });
  });

  it('recognises what is repeated with an idempotency key, and what differs', async () => {
    expect((await engine.start('stored-approval', 10, { idempotencyKey: 'a-1' })).id).toBe('approval-open');
    await expect(engine.start('stored-approval', 11, { idempotencyKey: 'a-1' })).rejects.toThrow(CONFLICT);
    const id = 'approval-answered:approve#1';
    const completion = { by: 'bob', form: { ok: true }, comment: 'fine', idempotencyKey: 'c-1' };
    expect(await engine.tasks.complete(id, completion)).toMatchObject({ status: 'completed' });
    await expect(engine.tasks.complete(id, { ...completion, by: 'eve' })).rejects.toThrow(CONFLICT);
    await expect(engine.signal({ runId: 'wait-buffered' }, other, 'new', { idempotencyKey: 'o-1' })).rejects.toThrow(
      CONFLICT,
    );
  });

  it('knows who claimed a task, and undoes what a refusal undoes', async () => {
    const id = await taskOf('approval-claimed');
    const task = await engine.tasks.get(id);
    expect(task).toMatchObject({ claimedBy: 'anna', trail: [{ type: 'created' }, { type: 'claimed', by: 'anna' }] });
    await engine.tasks.complete(id, { by: 'anna', form: { ok: false } });
    expect(await resultOf('approval-claimed')).toEqual({ action: 'refused', value: 31 });
    expect(executed).toContain('cancel reservation');
  });

  it('reads the events that it wrote', async () => {
    const { items } = await engine.history('approval-claimed', { limit: 500 });
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(items.find(({ type }) => type === 'task.claimed')?.data).toMatchObject({ by: 'anna' });
  });

  it('hands on signals that were sent, and repeats none that had a key', async () => {
    expect(await resultOf('wait-signalled')).toBe(43);
    await engine.signal({ runId: 'wait-buffered' }, other, 'kept', { idempotencyKey: 'o-1' });
    await engine.signal({ runId: 'wait-buffered' }, go, 5);
    expect(await resultOf('wait-buffered')).toBe(6);
  });

  it('resumes what was paused, and remembers what had ended', async () => {
    const paused = await engine.get('wait-paused');
    await engine.signal({ runId: 'wait-paused' }, go, 1);
    await paused?.resume();
    expect(await resultOf('wait-paused')).toBe(3);
    expect(await resultOf('wait-completed')).toBe(12);
    expect(await engine.inspect('wait-cancelled')).toMatchObject({ status: 'cancelled' });
  });

  it('joins branches, items and races where they stood', async () => {
    await engine.signal({ runId: 'branches-all' }, go, 3);
    for (const n of [11, 12, 13]) await engine.signal({ runId: 'branches-all' }, go, n);
    await engine.signal({ runId: 'branches-all' }, other, 'now');
    expect(await resultOf('branches-all')).toBe('now');
    await engine.signal({ runId: 'branches-list' }, go, 102);
    await engine.signal({ runId: 'branches-list' }, go, 103);
    await engine.signal({ runId: 'branches-list' }, other, 'later');
    expect(await resultOf('branches-list')).toBe('later');
  });

  it('goes on from a checkpoint and the journal after it', async () => {
    await engine.signal({ runId: 'loop' }, go, 77);
    expect(await resultOf('loop')).toBe(77);
  });

  it('keeps queues and permits', async () => {
    expect(await engine.inspect('queue-second')).toMatchObject({ status: 'pending' });
    await engine.signal({ runId: 'queue-first' }, go, 1);
    expect(await resultOf('queue-first')).toBe(1);
    await engine.signal({ runId: 'queue-second' }, go, 2);
    expect(await resultOf('queue-second')).toBe(2);
    await engine.signal({ runId: 'permit-held' }, go, 3);
    await engine.signal({ runId: 'permit-queued' }, go, 4);
    expect([await resultOf('permit-held'), await resultOf('permit-queued')]).toEqual([3, 4]);
  });

  it('executes again what was executing, and nothing that was committed', async () => {
    expect(await resultOf('stalled')).toBe(1);
    expect(executed.filter((name) => name === 'stall')).toEqual(['stall']);
    expect(executed).not.toContain('first');
  });

  it('wakes a sleeper when its time has come', async () => {
    expect(await engine.inspect('branches-sleep')).toMatchObject({ status: 'waiting' });
    await clock.advance('31d');
    await resultOf('branches-sleep');
    expect(await engine.inspect('branches-sleep')).toMatchObject({ status: 'completed' });
  });

  it('shows why a run failed', async () => {
    const run = await engine.get('failed');
    await expect(run?.result()).rejects.toMatchObject({ failure: { name: 'TypeError', message: 'no connection' } });
  });
});
