import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AnyFlow,
  all,
  each,
  exit,
  type FailureRecord,
  flow,
  flowOf,
  fn,
  pipe,
  settle,
  sleep,
  waitFor,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';
import { DurableWorld, go } from './durable-world';

/** The maximum length of one value in the storage, in characters. */
const MAX_BODY = 12_000;

let world: DurableWorld;
let executions: number;
beforeEach(() => {
  world = new DurableWorld();
  executions = 0;
});
afterEach(() => world.end());

const text = fn('text', () => {
  executions += 1;
  return 'x'.repeat(1000);
});
const length = fn('length', (value: unknown) => JSON.stringify(value).length);
const items = Array.from({ length: 20 }, (_, index) => index);

const eachDraft = flow<readonly number[]>('items').nodes({ many: each(text), length, done: exit<number>() });
const collectDraft = flow<readonly number[]>('collected').nodes({
  many: each(text, { onError: 'collect' }),
  length,
  done: exit<number>(),
});
const exitDraft = flow<readonly number[]>('at-exit').nodes({ many: each(text), done: exit<readonly string[]>() });
const branches = Object.fromEntries(items.map((item) => [`b${item}`, text]));

const settled = flowOf('settled', pipe(settle(branches), length));
const signalled = flowOf('signalled', pipe(all({ ...branches, wait: waitFor(go) }), length));
const slept = flowOf('slept', pipe(all({ ...branches, nap: sleep('1s') }), length));

/** Flows that join the results of all items, and where the join is. */
const flows: Readonly<Record<string, readonly [AnyFlow, string]>> = {
  'before a step': [eachDraft.wire('many', { many: eachDraft.to.length, length: eachDraft.to.done }), 'many'],
  'whose failed items are collected': [
    collectDraft.wire('many', { many: collectDraft.to.length, length: collectDraft.to.done }),
    'many',
  ],
  'at an exit': [exitDraft.wire('many', { many: exitDraft.to.done }), 'many'],
  'of branches': [flowOf('branches', pipe(all(branches), length)), 'main'],
  'of branches that may fail': [settled, 'main'],
  'that a signal completes': [signalled, 'main'],
  'that a timer completes': [slept, 'main'],
};

/** Returns a failure and its causes, as one string. */
function textOf(failure: FailureRecord | undefined): string {
  return failure === undefined ? '' : `${failure.code}: ${failure.message}; ${textOf(failure.cause)}`;
}

describe('a join that is longer than the storage takes', () => {
  it.each(Object.entries(flows))('%s fails its run, and no step is executed again', async (_, [joining, node]) => {
    const engine = await world.engine([joining], { storage: memoryStorage({ maxBody: MAX_BODY }) });
    const run = await engine.start(joining as never, items as never);
    const result = run.result().catch((error: unknown) => error);
    await world.clock.settle();
    if (joining === signalled) await engine.signal({ runId: run.id }, go, 1);
    for (let minute = 0; minute < 5; minute += 1) await world.clock.advance(60_000);
    expect(await run.status()).toBe('failed');
    expect(await result).toMatchObject({ code: 'RUN_FAILED' });
    const { failure, at } = (await engine.inspect(run.id)) ?? {};
    expect(textOf(failure)).toContain('PAYLOAD_TOO_LARGE');
    expect(textOf(failure)).toContain('raise the option maxBody of the storage');
    expect(at?.join(' ')).toContain(node);
    expect(executions).toBe(items.length);
  });

  it('is put together by a redrive once the storage takes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-joins-'));
    const file = join(folder, 'runs.db');
    const first = await world.engine([settled], { storage: sqliteStorage({ file, maxBody: MAX_BODY }) });
    const run = await first.start(settled as never, items as never);
    await world.clock.advance(60_000);
    expect(await run.status()).toBe('failed');
    await first.stop({ graceMs: 0 });
    const second = await world.engine([settled], { storage: sqliteStorage({ file }) });
    const redriven = await second.redrive(run.id);
    await world.clock.advance(60_000);
    expect(await redriven.result()).toBeGreaterThan(MAX_BODY);
    // The outcome that could not be written is computed once more.
    expect(executions).toBe(items.length + 1);
    await second.stop({ graceMs: 0 });
    rmSync(folder, { recursive: true });
  });
});
