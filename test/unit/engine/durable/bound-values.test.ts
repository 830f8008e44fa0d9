import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
  createEngine,
  type DurableEngine,
  exit,
  flow,
  fn,
  HumanStep,
  RouterStep,
  Step,
  signal,
  unchecked,
  waitFor,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { type BodyTransform, encryption, Secret } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';
import { firstEncryption } from '../../../support/first-encryption';

const go = signal<unknown>('go');

const waiting = waitingFlow('waiting');
const queued = waitingFlow('queued', true);

function waitingFlow(name: string, isQueued = false) {
  const draft = flow(name, isQueued ? { concurrency: { limit: 1 } } : {}).nodes({
    wait: waitFor(go),
    both: fn('both', (both: { readonly input: unknown; readonly payload: unknown }) => both),
    done: exit<unknown>(),
  });
  const { to, out, input } = draft;
  return draft.wire('wait', { wait: to.both.from({ input, payload: out.wait }), both: to.done });
}

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<unknown, boolean, { approved: unknown }> {
  request(what: unknown) {
    return { title: String(what) };
  }
  complete(_: boolean, what: unknown) {
    return this.to('approved', what);
  }
}

function approvals() {
  const draft = flow('approvals').nodes({ approve: Approve, done: exit<unknown>() });
  return draft.wire('approve', { approve: { approved: draft.to.done } });
}

@Step()
class Again extends RouterStep<number, { again: number; enough: number }> {
  execute(n: number) {
    return n % 100 === 99 ? this.to('enough', n) : this.to('again', n + 1);
  }
}

/** A flow with so many steps that its records are written. */
function loops() {
  const draft = flow<number>('loops').nodes({ again: Again, wait: waitFor(go), done: exit<unknown>() });
  const { to } = draft;
  return draft.wire('again', { again: { again: to.again, enough: to.wait }, wait: to.done });
}

function failures() {
  const draft = flow<string>('failures').nodes({
    fail: fn('fail', (why: string) => Promise.reject(new Error(why))),
    done: exit(),
  });
  return draft.wire('fail', { fail: draft.to.done });
}

const flows = [waiting, queued, approvals(), loops(), failures()];
const keys = { a: randomBytes(32), b: randomBytes(32) };
const encrypting = encryption({ keys, current: 'a' });
const UNREADABLE = { code: 'UNREADABLE' };
const CONFLICT = { code: 'IDEMPOTENCY_CONFLICT' };

let folder: string;
let file: string;
let clock: VirtualClock;
let engines: DurableEngine[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = join(folder, 'runs.db');
  clock = new VirtualClock({ start: 1_000_000 });
  engines = [];
});

afterEach(async () => {
  for (const engine of engines) await engine.stop({ graceMs: 0 });
  rmSync(folder, { recursive: true });
});

async function engineWith(transforms: BodyTransform | undefined, known = flows): Promise<DurableEngine> {
  const storage = sqliteStorage({ file, synchronous: 'NORMAL' });
  const engine = await createEngine({ flows: known, storage, clock, ...(transforms && { transforms }) });
  engines.push(engine);
  return engine;
}

/** Returns what a query finds in the file. */
function rows(sql: string): readonly unknown[] {
  const database = new Database(file);
  const found = database.prepare(sql).all();
  database.close();
  return found;
}

function change(sql: string, ...values: readonly unknown[]): void {
  const database = new Database(file);
  database.prepare(sql).run(...values);
  database.close();
}

/** Starts the runs `a` and `b` and stops the engine when they wait, or have ended. */
async function startTwo(name: string, inputs: readonly [unknown, unknown]): Promise<void> {
  const engine = await engineWith(encrypting);
  const flow = engine.flows().find((one) => one.name === name);
  await engine.start(flow as never, inputs[0] as never, { id: 'a' });
  await engine.start(flow as never, inputs[1] as never, { id: 'b' });
  await clock.settle();
  await engine.stop();
}

/** Gives the value of `a` in a column to `b`, or that of one row to another. */
function swap(table: string, column: string, of: string, by: string): void {
  const key = (id: string) => `(select key from origin where id = '${id}')`;
  change(
    `update ${table} set ${column} = (select ${column} from ${table} where ${of.replace('?', key('a'))})
     where ${by.replace('?', key('b'))}`,
  );
}

async function failureOf(engine: DurableEngine, id: string): Promise<unknown> {
  const run = await engine.get(id);
  return run?.result().catch((error: unknown) => error);
}

describe('an encrypted value at another place is refused', () => {
  it('a journal entry of another run', async () => {
    await startTwo('waiting', ['mine', 'yours']);
    swap('journal', 'body', 'run = ? and no = 1', 'run = ? and no = 1');
    const engine = await engineWith(encrypting);
    await expect(engine.history('b')).rejects.toMatchObject(UNREADABLE);
    for (const runId of ['a', 'b']) await engine.signal({ runId }, go, 1);
    expect(await failureOf(engine, 'b')).toMatchObject({ failure: UNREADABLE });
    expect(await failureOf(engine, 'a')).toEqual({ input: 'mine', payload: 1 });
  });

  it('another journal entry of the same run', async () => {
    await startTwo('loops', [90, 95]);
    change(`update journal set body = (select body from journal where run = 2 and no = 2) where run = 2 and no = 3`);
    const engine = await engineWith(encrypting);
    await expect(engine.history('b')).rejects.toMatchObject(UNREADABLE);
    await engine.signal({ runId: 'b' }, go, 1);
    expect(await failureOf(engine, 'b')).toMatchObject({ failure: UNREADABLE });
  });

  it.each(['of another run', 'of another name'])('a record %s', async (whose) => {
    await startTwo('loops', [0, 0]);
    const from = whose === 'of another run' ? "run = ? and name = 'run'" : "run = 2 and name = 'info'";
    swap('record', 'body', from, "run = ? and name = 'run'");
    const engine = await engineWith(encrypting);
    await engine.signal({ runId: 'b' }, go, 1);
    expect(await failureOf(engine, 'b')).toMatchObject({ failure: UNREADABLE });
  });

  it('an input of another run that waits to begin', async () => {
    const engine = await engineWith(encrypting);
    for (const id of ['first', 'a', 'b']) await engine.start(queued, id, { id });
    await clock.settle();
    await engine.stop();
    swap('origin', 'input', 'key = ?', 'key = ?');
    const next = await engineWith(encrypting);
    for (const runId of ['first', 'a']) await next.signal({ runId }, go, 1);
    expect(await failureOf(next, 'a')).toEqual({ input: 'a', payload: 1 });
    expect(await failureOf(next, 'b')).toMatchObject({ failure: UNREADABLE });
  });

  it('an ending of another run', async () => {
    await startTwo('failures', ['mine', 'yours']);
    swap('run', 'ending', 'key = ?', 'key = ?');
    const engine = await engineWith(encrypting);
    expect(await engine.inspect('a')).toMatchObject({ failure: { message: 'mine' } });
    expect(await engine.inspect('b')).toMatchObject({ failure: UNREADABLE });
  });

  it('a message to another run', async () => {
    await startTwo('waiting', [1, 2]);
    const sender = await engineWith(encrypting, []);
    await sender.signal({ runId: 'a' }, go, 'for a');
    await sender.signal({ runId: 'b' }, go, 'for b');
    await sender.stop();
    swap('message', 'body', 'run = ?', 'run = ?');
    const engine = await engineWith(encrypting);
    expect(await failureOf(engine, 'a')).toEqual({ input: 1, payload: 'for a' });
    expect(await failureOf(engine, 'b')).toMatchObject({ failure: UNREADABLE });
  });

  it('a task of another run', async () => {
    await startTwo('approvals', ['mine', 'yours']);
    swap('task', 'body', 'run = ?', 'run = ?');
    const engine = await engineWith(encrypting);
    expect((await engine.tasks.list({ runId: 'a' })).items).toMatchObject([{ title: 'mine' }]);
    await expect(engine.tasks.list({ runId: 'b' })).rejects.toMatchObject(UNREADABLE);
  });
});

describe('a run that version 0.1.0 encrypted', () => {
  it('is continued, and what is written now is bound to its place', async () => {
    const old = await engineWith(firstEncryption('a', keys.a));
    await old.start(waiting, 'old', { id: 'a', idempotencyKey: 'k' });
    await clock.settle();
    await old.stop();
    expect(rows("select 1 from journal where body not like 'aes:1:a:%'")).toEqual([]);
    const engine = await engineWith(encryption({ keys, current: 'b' }));
    await engine.signal({ flow: waiting, idempotencyKey: 'k' }, go, 'new');
    expect(await failureOf(engine, 'a')).toEqual({ input: 'old', payload: 'new' });
    expect(rows('select distinct substr(body, 1, 8) as mark from journal order by no')).toEqual([
      { mark: 'aes:1:a:' },
      { mark: 'aes:2:b:' },
    ]);
    expect((await engine.history('a')).items[0]).toMatchObject({ type: 'run.started', data: { input: 'old' } });
  });
});

describe('the digest of what is sent', () => {
  const pin = { pin: new Secret('1234') };
  const digests = () => rows('select digest from origin union all select digest from receipt') as { digest: string }[];

  it('is not stored without an idempotency key', async () => {
    const engine = await engineWith(encrypting);
    const { id } = await engine.start(waiting, pin);
    await engine.signal({ runId: id }, go, pin);
    expect(digests()).toEqual([{ digest: '' }]);
  });

  it('is keyed if the engine encrypts, and differs from run to run', async () => {
    const engine = await engineWith(encrypting);
    const { id } = await engine.start(waiting, pin, { idempotencyKey: 'one' });
    await engine.start(waiting, pin, { idempotencyKey: 'two' });
    await engine.signal({ runId: id }, go, pin, { idempotencyKey: 'three' });
    const found = digests().map(({ digest }) => digest);
    for (const digest of found) expect(digest).toMatch(/^hmac:1:a:[0-9a-f]{64}$/);
    expect(new Set(found).size).toBe(3);
  });

  it('is compared with its own key after a rotation', async () => {
    const before = await engineWith(encrypting);
    const { id } = await before.start(waiting, pin, { idempotencyKey: 'k' });
    await before.signal({ runId: id }, go, pin, { idempotencyKey: 's' });
    await before.stop();
    const after = await engineWith(encryption({ keys, current: 'b' }));
    expect((await after.start(waiting, { pin: new Secret('1234') }, { idempotencyKey: 'k' })).id).toBe(id);
    await after.signal({ runId: id }, go, pin, { idempotencyKey: 's' });
    const other = { pin: new Secret('1235') };
    await expect(after.start(waiting, other, { idempotencyKey: 'k' })).rejects.toMatchObject(CONFLICT);
    await expect(after.signal({ runId: id }, go, other, { idempotencyKey: 's' })).rejects.toMatchObject(CONFLICT);
    await after.stop();
    for (const transforms of [encryption({ keys: { b: keys.b }, current: 'b' }), undefined]) {
      const blind = await engineWith(transforms);
      await expect(blind.start(waiting, 'x', { idempotencyKey: 'k' })).rejects.toMatchObject(UNREADABLE);
      await blind.stop();
    }
  });

  it('is compared without a key if the engine did not encrypt then', async () => {
    const plain = await engineWith(undefined);
    const { id } = await plain.start(waiting, { n: 1, m: 2 }, { idempotencyKey: 'k' });
    await plain.stop();
    expect(digests()).toEqual([{ digest: expect.stringMatching(/^sha256:1:[0-9a-f]{64}$/) as string }]);
    const engine = await engineWith(encryption({ keys, current: 'a', acceptPlain: true }));
    expect((await engine.start(waiting, { m: 2, n: 1 }, { idempotencyKey: 'k' })).id).toBe(id);
    await expect(engine.start(waiting, { m: 2 }, { idempotencyKey: 'k' })).rejects.toMatchObject(CONFLICT);
  });

  it('is compared by the rule of version 0.1.0 if that wrote it', async () => {
    const engine = await engineWith(encrypting);
    const { id } = await engine.start(waiting, { n: 1, m: 2 }, { idempotencyKey: 'k' });
    await engine.signal({ runId: id }, go, { n: 1, m: 2 }, { idempotencyKey: 's' });
    const old = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
    change('update origin set digest = ?', old(['1.0.0', { n: 1, m: 2 }]));
    change('update receipt set digest = ?', old({ type: 'signal.received', name: 'go', payload: { n: 1, m: 2 } }));
    expect((await engine.start(waiting, { n: 1, m: 2 }, { idempotencyKey: 'k' })).id).toBe(id);
    await engine.signal({ runId: id }, go, { n: 1, m: 2 }, { idempotencyKey: 's' });
    const other = { m: 2, n: 1 };
    await expect(engine.start(waiting, other, { idempotencyKey: 'k' })).rejects.toMatchObject(CONFLICT);
    await expect(engine.signal({ runId: id }, go, other, { idempotencyKey: 's' })).rejects.toMatchObject(CONFLICT);
  });

  it('is erased from a file of version 0.1.0 where there is no idempotency key', async () => {
    const first = await engineWith(undefined);
    await first.start(waiting, 1);
    await first.start(waiting, 2, { idempotencyKey: 'k' });
    await first.stop();
    change("update origin set digest = 'old'");
    change('pragma user_version = 3');
    await engineWith(undefined);
    expect(rows('select digest from origin order by key')).toEqual([{ digest: '' }, { digest: 'old' }]);
  });
});

describe('a transform that knows no places', () => {
  it('goes on working, and values are compared by an ordinary hash', async () => {
    const marked: BodyTransform = { write: (text) => `marked ${text}`, read: (text) => text.slice('marked '.length) };
    const engine = await engineWith(marked);
    const run = await engine.start(waiting, 'x', { idempotencyKey: 'k' });
    expect((await engine.start(waiting, 'x', { idempotencyKey: 'k' })).id).toBe(run.id);
    await engine.signal({ runId: run.id }, go, 1);
    expect(await run.result()).toEqual({ input: 'x', payload: 1 });
  });
});
