import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, exit, flow, fn } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { classCodec, Secret } from 'millrace/storage';
import {
  answerTask,
  createTestEngine,
  loadHistory,
  recordHistory,
  replay,
  sendSignal,
  testFlow,
  VirtualClock,
} from 'millrace/testing';
import { firstValueFrom, toArray } from 'rxjs';
import 'millrace/testing/jest';
import { Approve, approval, booking, paid, rewired, shop } from './flows';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-recorded-'));
  file = join(folder, 'deeper', 'history.json');
});

afterEach(() => rm(folder, { recursive: true }));

/** A flow that gives on what it is given. */
function echo() {
  const { to, wire } = flow('echo').nodes({
    echo: fn('echo', (given: unknown) => given),
    done: exit<unknown>(),
  });
  return wire('echo', { echo: to.done });
}

class Money {
  constructor(readonly cents: number) {}
}

const money = classCodec<Money>({
  name: 'money',
  is: (value) => value instanceof Money,
  encode: ({ cents }) => cents,
  decode: (cents) => new Money(Number(cents)),
});

describe('recordHistory', () => {
  it('writes a line for each event, which a run that is recorded anew does not change', async () => {
    const texts: string[] = [];
    for (const start of [0, 86_400_000]) {
      const test = await testFlow(shop(), { input: { amount: 30 }, start });
      await recordHistory(file, test);
      texts.push(await readFile(file, 'utf8'));
    }
    const [first = '', second = ''] = texts.map((text) =>
      text.split('\n').filter((line) => !line.includes('startedAt')),
    );
    expect(first).toEqual(second);
    expect(texts[0]).toContain('\n{"seq":1,"type":"run.started","at":0,"data":{"input":{"amount":30},"tags":[]}},\n');
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({
      v: 1,
      flow: 'shop',
      version: '1.0.0',
      runId: 'test',
      startedAt: '1970-01-01T00:00:00.000Z',
      inputs: { 'charge#1': { total: 30 } },
    });
  });

  it('takes a test, a trace, the handle of a run, and events', async () => {
    const test = await testFlow(shop(), { input: { amount: 30 } });
    const engine = createTestEngine({ flows: [] });
    const run = await engine.start(shop(), { amount: 30 });
    await engine.runUntilIdle();
    for (const source of [test, test.trace, run, test.events]) {
      await recordHistory(file, source);
      expect((await loadHistory(file)).events.map(({ type }) => type)).toEqual(test.events.map(({ type }) => type));
      await expect(shop()).toReplay(file);
    }
    await engine.stop();
  });

  it('takes the events of an engine without a storage that was told to keep them', async () => {
    const engine = await createEngine({ flows: [] });
    const run = await engine.start(shop(), { amount: 30 }, { retainedEvents: 100 });
    await run.result();
    const events = await firstValueFrom(run.events$.pipe(toArray()));
    await recordHistory(
      file,
      events.filter((event) => event.type !== 'run.snapshot'),
    );
    await expect(shop()).toReplay(file);
    await expect(rewired()).not.toReplay(file);
    await engine.stop();
  });

  it('takes a run of an engine with a storage', async () => {
    const clock = new VirtualClock();
    const storage = sqliteStorage(join(folder, 'runs.db'));
    const approved = approval();
    const engine = await createEngine({ clock, storage, flows: [approved] });
    try {
      const run = await engine.start(approved, 'order');
      await clock.settle();
      const [task] = (await engine.tasks.list()).items;
      await engine.tasks.claim(task?.id ?? '', { by: 'ann' });
      await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: { ok: true } });
      await engine.signal({ runId: run.id }, paid, new Date(7));
      await clock.advance('6m');
      await run.result();
      await recordHistory(file, { engine, runId: run.id });
    } finally {
      await engine.stop();
    }
    const { events } = await loadHistory(file);
    expect(events.at(-1)).toMatchObject({ type: 'run.completed', data: { value: { by: 'ann', at: new Date(7) } } });
    expect(await replay(approval(), file)).toEqual({ same: true, differences: [] });
    expect(await replay(approval('24h'), file)).toMatchObject({ same: true });
  });

  it('keeps dates, maps and what has a codec, and writes instances of other classes as their properties', async () => {
    const input = { on: new Date(5), by: new Map([['a', new Set([1n])]]), due: new Money(3), none: undefined };
    const test = await testFlow(echo(), { input, strict: false });
    await recordHistory(file, test, { classCodecs: [money] });
    const { events } = await loadHistory(file, { classCodecs: [money] });
    expect(events[0]).toMatchObject({
      data: { input: { on: new Date(5), by: new Map([['a', new Set([1n])]]), due: new Money(3) } },
    });
    expect(await replay(echo(), file, { classCodecs: [money] })).toMatchObject({ same: true });
    await expect(loadHistory(file)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await recordHistory(file, test);
    expect((await loadHistory(file)).events[0]).toMatchObject({ data: { input: { due: { cents: 3 } } } });
    await expect(echo()).toReplay(file);
  });

  it('leaves out what is secret, and what it is told to leave out', async () => {
    const input = { token: new Secret('sk-1234'), iban: 'DE12 3456', items: [{ iban: 'DE78' }] };
    const test = await testFlow(echo(), { input, strict: false });
    await recordHistory(file, test, { redact: (value, key) => (key === 'iban' ? 'DE00' : value) });
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('sk-1234');
    expect(text).not.toMatch(/DE12|DE78/);
    const [started] = (await loadHistory(file)).events;
    expect(started).toMatchObject({ data: { input: { iban: 'DE00', items: [{ iban: 'DE00' }] } } });
    await expect(echo()).toReplay(file);
  });

  it('refuses values that are no data, cycles among them', async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const input of [cycle, { call: () => 1 }, { later: Promise.resolve() }]) {
      const test = await testFlow(echo(), { input, strict: false });
      await expect(recordHistory(file, test)).rejects.toMatchObject({ code: 'NOT_SERIALISABLE' });
    }
  });

  it('refuses what are not all events of a run, and what is no run', async () => {
    const { events } = await testFlow(shop(), { input: { amount: 30 } });
    for (const source of [events.slice(1), events.filter(({ seq }) => seq !== 3), [], { id: 'r-1' }])
      await expect(recordHistory(file, source)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('refuses runs that were copied, tried again or moved', async () => {
    const engine = await createEngine({ storage: sqliteStorage(join(folder, 'runs.db')), flows: [] });
    try {
      const run = await engine.start(booking(), 'journey');
      await run.result().catch(() => undefined);
      const copy = await engine.fork(run.id, { after: 'flight#1' });
      await copy.result().catch(() => undefined);
      await expect(recordHistory(file, { engine, runId: copy.id })).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('it is a fork'),
      });
    } finally {
      await engine.stop();
    }
  });
});

describe('loadHistory', () => {
  it('says which file cannot be read, and why', async () => {
    await expect(loadHistory(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('none.json'),
    });
    const test = await testFlow(shop(), { input: { amount: 30 } });
    await recordHistory(file, test);
    const text = await readFile(file, 'utf8');
    for (const [broken, code] of [
      [text.slice(0, -10), 'UNREADABLE'],
      ['{}', 'UNREADABLE'],
      ['null', 'UNREADABLE'],
      [text.replace('"seq":2', '"seq":"2"'), 'UNREADABLE'],
      [text.replace('"v": 1', '"v": 2'), 'UNSUPPORTED'],
      [text.replace('"seq":2', '"seq":7'), 'INVALID_OPTION'],
    ] as const) {
      await writeFile(file, broken);
      await expect(loadHistory(file)).rejects.toMatchObject({ code });
    }
  });
});

describe('replay', () => {
  it('refuses the history of another flow, and nodes that there are not', async () => {
    const test = await testFlow(shop(), { input: { amount: 30 } });
    await expect(replay(echo(), test)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(replay(shop(), test, { run: ['amuont'] })).rejects.toMatchObject({ code: 'UNKNOWN_NODE' });
  });

  it('tells of a form that is not taken any more', async () => {
    const test = await testFlow(approval(), {
      input: 'order',
      answers: [answerTask(Approve, { ok: true })],
      signals: [sendSignal(paid, new Date(7))],
    });
    await expect(expect(approval('48h', true)).toReplay(test)).rejects.toThrow('what tester did is no longer accepted');
  });
});
