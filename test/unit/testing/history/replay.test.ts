import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AnyFlow,
  all,
  any,
  choose,
  each,
  exit,
  flow,
  fn,
  node,
  pipe,
  RetryPolicy,
  race,
  repeat,
  route,
  settle,
  sleep,
} from 'millrace';
import {
  answerTask,
  createTestEngine,
  expectReplay,
  type FlowTest,
  recordHistory,
  replay,
  sendSignal,
  type TestEngine,
  testFlow,
} from 'millrace/testing';
import {
  Approve,
  approval,
  booking,
  fail,
  inserted,
  Phased,
  paid,
  pulledOut,
  renamed,
  rewired,
  Skipped,
  Slow,
  shop,
  stubborn,
} from './flows';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-history-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What is not as it was, as texts. */
async function differences(...args: Parameters<typeof replay>): Promise<readonly string[]> {
  return (await replay(...args)).differences.map(({ kind, message }) => `${kind}: ${message}`);
}

/** Records a run, reads it back from its file, and replays it. */
async function roundTrip(tested: AnyFlow, test: FlowTest): Promise<readonly string[]> {
  const file = join(folder, 'round-trip.json');
  await recordHistory(file, test);
  return differences(tested, file);
}

describe('replay of a flow that has not changed', () => {
  it('takes the same way through parallel branches, whichever ended first', async () => {
    const slow = fn('slow', async (text: string) => `${text}!`);
    const branches = flow<string>('branches').nodes({
      both: all({ slow, nap: sleep('1h'), quick: fn('quick', (text: string) => text.length) }),
      first: any({ a: fn('a', fail), b: fn('b', (given: unknown) => JSON.stringify(given)) }),
      runner: race({
        c: pipe(
          sleep('2s'),
          fn('c', () => 'c'),
        ),
        d: fn('d', (text: string) => text),
      }),
      parts: settle({ bad: fn('bad', fail), good: fn('good', (text: unknown) => text) }),
      done: exit<unknown>(),
    });
    const { to } = branches;
    const tested = branches.wire('both', {
      both: to.first,
      first: { a: to.runner.via(String), b: to.runner },
      runner: { c: to.parts, d: to.parts },
      parts: to.done,
    });
    const test = await testFlow(tested, { input: 'x' });
    expect(test.outcome).toMatchObject({ status: 'completed' });
    expect(await roundTrip(tested, test)).toEqual([]);
  });

  it('takes the same way through lists and loops', async () => {
    const { wire, to } = flow<readonly number[]>('rounds').nodes({
      doubled: each(
        fn('double', (n: number) => n * 2),
        { concurrency: 2 },
      ),
      collected: each(
        fn('odd', (n: number) => (n > 3 ? fail() : n)),
        { onError: 'collect' },
      ),
      counted: repeat(
        choose('count', (given: number | readonly unknown[]) => {
          const n = typeof given === 'number' ? given : given.length;
          return n < 10 ? route('again', n + 4) : route('enough', n);
        }),
        { max: 9 },
      ),
      next: choose('next', (n: number) => (n < 20 ? route('more', n + 5) : route('enough', n))),
      done: exit<number>(),
    });
    const tested = wire('doubled', {
      doubled: to.collected,
      collected: to.counted.via((settled: readonly unknown[]) => settled),
      counted: { enough: to.next, exhausted: to.done.via(() => 0) },
      next: { more: to.next, enough: to.done },
    });
    const test = await testFlow(tested, { input: [1, 2, 3] });
    expect(test.outcome).toMatchObject({ status: 'completed' });
    expect(await roundTrip(tested, test)).toEqual([]);
  });

  it('fails as it did, tries again as it did, and falls back as it did', async () => {
    const test = await testFlow(stubborn(RetryPolicy.standard), { input: 2 });
    expect(test.outcome).toEqual({ status: 'completed', action: 'done', value: 'STEP_FAILED 3 fallen back' });
    expect(await roundTrip(stubborn(RetryPolicy.standard), test)).toEqual([]);
  });

  it('takes the same way past people, overdue tasks, signals and sleep', async () => {
    const ofLate = await testFlow(approval(), { input: 'order' });
    expect(ofLate.outcome).toMatchObject({ action: 'late' });
    expect(await roundTrip(approval(), ofLate)).toEqual([]);

    const answered = await testFlow(approval(), {
      input: 'order',
      answers: [answerTask(Approve, { ok: true }, { by: 'ann', after: '47h' })],
      signals: [sendSignal(paid, new Date(7), { after: '60h' })],
    });
    expect(answered.outcome).toMatchObject({ action: 'done', value: { by: 'ann', at: new Date(7) } });
    expect(await roundTrip(approval(), answered)).toEqual([]);

    const early = await testFlow(approval(), {
      input: 'order',
      answers: [answerTask(Approve, { ok: true }, { after: '1h' })],
      signals: [sendSignal(paid, new Date(8))],
    });
    expect(early.outcome).toMatchObject({ action: 'done', value: { at: new Date(8) } });
    expect(await roundTrip(approval(), early)).toEqual([]);
  });

  it('undoes what was undone, with the same failures', async () => {
    const test = await testFlow(booking(), { input: 'journey' });
    expect(test.outcome).toMatchObject({ status: 'failed', failure: { code: 'NO_CAR' } });
    expect(test.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['compensation.completed', 'compensation.failed']),
    );
    expect(await roundTrip(booking(), test)).toEqual([]);
  });

  it('takes the same way through phased and skipped steps, and attempts that took too long', async () => {
    const { wire, to } = flow<number>('phases').nodes({
      phased: Phased,
      skipped: Skipped,
      slow: node(Slow, { retry: { maxAttempts: 2, initial: '1s' }, timeout: '5s' }),
      done: exit<string>(),
    });
    const tested = wire('phased', {
      phased: { low: to.skipped, high: to.done.via(String) },
      skipped: to.slow,
      slow: to.done,
    });
    const test = await testFlow(tested, { input: 3 });
    expect(test.outcome).toMatchObject({ status: 'completed', value: '3 at last' });
    expect(await roundTrip(tested, test)).toEqual([]);
  });

  it('replays a run that has not ended up to where it stood', async () => {
    const test = await testFlow(approval(), { input: 'order', until: Approve });
    expect(await roundTrip(approval(), test)).toEqual([]);
  });

  it('cancels and pauses the run when it was cancelled and paused', async () => {
    const tested = approval();
    const engine = createTestEngine({ flows: [tested] });
    const run = await engine.start(tested, 'order');
    await engine.advance('1h');
    await run.pause({ reason: 'wait' });
    await engine.advance('10h');
    await run.resume();
    await engine.advance('80h');
    expect(await roundTripOf(tested, engine, run)).toEqual([]);
    const other = await engine.start(tested, 'order');
    await engine.advance('1h');
    await other.cancel({ reason: 'enough', compensate: true });
    await engine.settle();
    expect(engine.trace(other).outcome).toEqual({ status: 'cancelled', reason: 'enough' });
    expect(await roundTripOf(tested, engine, other)).toEqual([]);
    await engine.stop();
  });

  it('keeps to the limit of the whole run that recorded ran into', async () => {
    const tested = approval();
    const engine = createTestEngine({ flows: [tested] });
    const run = await engine.start(tested, 'order', { deadline: '2h' });
    await engine.advance('3h');
    expect(engine.trace(run).outcome).toMatchObject({ failure: { code: 'DEADLINE_EXCEEDED' } });
    expect(await roundTripOf(tested, engine, run)).toEqual([]);
    await engine.stop();
  });

  async function roundTripOf(
    tested: AnyFlow,
    engine: TestEngine,
    run: { readonly id: string },
  ): Promise<readonly string[]> {
    const file = join(folder, 'run.json');
    await recordHistory(file, engine.trace(run));
    return differences(tested, file);
  }

  it('executes no step, unless it is told to', async () => {
    const executed: string[] = [];
    const { wire, to } = flow<string>('quiet').nodes({
      work: fn('work', (text: string) => {
        executed.push('work');
        return text;
      }),
      more: fn('more', (text: string) => {
        executed.push('more');
        return text;
      }),
      done: exit<string>(),
    });
    const tested = wire('work', { work: to.more, more: to.done });
    const test = await testFlow(tested, { input: 'x' });
    executed.length = 0;
    expect(await differences(tested, test)).toEqual([]);
    expect(executed).toEqual([]);
    expect(await differences(tested, test, { run: ['more'] })).toEqual([]);
    expect(executed).toEqual(['more']);
  });
});

describe('replay of a flow that has changed', () => {
  let recorded: FlowTest;

  beforeAll(async () => {
    recorded = await testFlow(shop(), { input: { amount: 30 } });
  });

  it('finds a node that was renamed', async () => {
    expect(await differences(renamed(), recorded)).toEqual([
      'route: amount#1: recorded: it went small → charge, replayed: it went small → collect',
      'missing: the recorded run reached charge#1, the replay does not',
      'missing: the recorded run reached pack#1, the replay does not',
      'unknown: the replay reaches collect#1, which the recorded run did not',
      'end: the recorded run completed with "done", the replay had not ended',
    ]);
  });

  it('finds a node that was put between', async () => {
    expect(await differences(inserted(), recorded)).toEqual([
      'route: charge#1: recorded: it went next → pack, replayed: it went next → audit',
      'missing: the recorded run reached pack#1, the replay does not',
      'unknown: the replay reaches audit#1, which the recorded run did not',
      'end: the recorded run completed with "done", the replay had not ended',
    ]);
  });

  it('goes on past a new node that really runs', async () => {
    expect(await differences(inserted(), recorded, { run: ['audit'] })).toEqual([
      'route: charge#1: recorded: it went next → pack, replayed: it went next → audit',
      'unknown: the replay reaches audit#1, which the recorded run did not',
    ]);
  });

  it('finds an edge that leads elsewhere', async () => {
    expect(await differences(rewired(), recorded)).toEqual([
      'route: amount#1: recorded: it went small → charge, replayed: it went small → pack',
      'missing: the recorded run reached charge#1, the replay does not',
      'input: pack#1: input.paid: recorded: 30, replayed: undefined',
    ]);
  });

  it('finds a mapping that gives something else', async () => {
    expect(await differences(shop({ fee: 5 }), recorded)).toEqual([
      'input: charge#1: input.total: recorded: 30, replayed: 35',
    ]);
  });

  it('finds the new rule of a router that really runs, and nothing where it does not', async () => {
    expect(await differences(shop({ limit: 10 }), recorded)).toEqual([]);
    expect(await differences(shop({ limit: 10 }), recorded, { run: ['amount'] })).toEqual([
      'outcome: amount#1: recorded: it completed with "small", replayed: it completed with "large"',
      'missing: the recorded run reached charge#1, the replay does not',
      'missing: the recorded run reached pack#1, the replay does not',
      'end: the recorded run completed with "done", the replay completed with "manual"',
    ]);
  });

  it('finds a sub-flow that was pulled out', async () => {
    expect(await differences(pulledOut(), recorded)).toEqual([
      'route: amount#1: recorded: it went small → charge, replayed: it went small → billing',
      'missing: the recorded run reached charge#1, the replay does not',
      'missing: the recorded run reached pack#1, the replay does not',
      'unknown: the replay reaches billing#1/charge#1, which the recorded run did not',
      'end: the recorded run completed with "done", the replay had not ended',
    ]);
  });

  it('finds that less is tried, that more is tried, and that it is tried at another time', async () => {
    const rules = { maxAttempts: 2, initial: '1s', jitter: false } as const;
    const test = await testFlow(stubborn(rules), { input: 2 });
    expect(await differences(stubborn({ ...rules, maxAttempts: 1 }), test)).toEqual([
      'outcome: work#1: recorded: it was tried again after STEP_FAILED, replayed: its fallback was used after STEP_FAILED',
    ]);
    expect(await differences(stubborn({ ...rules, maxAttempts: 3 }), test)).toEqual([
      'outcome: work#1: recorded: its fallback was used after STEP_FAILED, replayed: it was tried again after STEP_FAILED',
    ]);
    expect(await differences(stubborn({ ...rules, initial: '1m' }), test)).toEqual([
      'delay: work#1: recorded: another attempt was made after 1000 ms, replayed: after 60000 ms',
    ]);
  });

  it('finds that a task is overdue sooner', async () => {
    const test = await testFlow(approval(), {
      input: 'order',
      answers: [answerTask(Approve, { ok: true }, { after: '47h' })],
      signals: [sendSignal(paid, new Date(7))],
    });
    expect(await differences(approval('24h'), test)).toEqual([
      'outcome: approve#1: recorded: it completed with "yes", replayed: it was cancelled',
      'missing: the recorded run reached pause#1, the replay does not',
      'missing: the recorded run reached payment#1, the replay does not',
      'end: the recorded run completed with "done", the replay completed with "late"',
    ]);
  });

  it('finds that the input is not taken any more', async () => {
    expect(await differences(shop({ least: 100 }), recorded)).toEqual([
      'refused: the flow no longer accepts the recorded input: input of flow "shop" is not valid: amount: Too small: expected number to be >=100',
    ]);
  });

  it('finds that nothing is undone any more', async () => {
    const test = await testFlow(booking(), { input: 'journey' });
    expect(await differences(booking(false), test)).toEqual([
      'outcome: flight#1: recorded: it was undone, replayed: it did not end',
    ]);
  });

  it('throws an error that lists the differences, for where one is wanted', async () => {
    await expect(expectReplay(shop(), recorded)).resolves.toBeUndefined();
    await expect(expectReplay(rewired(), recorded)).rejects.toThrow('replayed: it went small → pack');
  });
});
