import type { FeedEntry, FeedOptions } from '../../../engine';
import { exit, flow, flowOf, waitFor } from '../../../flow';
import { type ContextOf, MachineStep, Step } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, threeSteps } from '../flows';

/** Emits the numbers below its input, and returns it. */
@Step()
class Count extends MachineStep<number, number, { tick: number }> {
  execute(n: number, ctx: ContextOf<this>): number {
    for (let tick = 0; tick < n; tick += 1) ctx.emit('tick', tick);
    return n;
  }
}

/** Returns a flow that counts, waits for the signal `go`, and counts again. */
function countTwice() {
  const draft = flow('count-twice').nodes({
    first: Count,
    wait: waitFor(go),
    second: Count,
    done: exit<number>(),
  });
  return draft.wire('first', { first: draft.to.wait, wait: draft.to.second, second: draft.to.done });
}

/** A run with a feed. */
interface Fed {
  readonly feed: (options?: FeedOptions) => AsyncIterable<FeedEntry>;
}

/** An entry of a feed, in short: the type and number of an event, or the value of an output. */
interface Heard {
  readonly position: string;
  readonly text: string;
}

/** Reads a feed until its end, or until an entry that contains `until`. */
async function read(run: Fed, after?: string, until?: string): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  for await (const entry of run.feed({ after })) {
    const text =
      entry.kind === 'event' ? `${entry.event.seq} ${entry.event.type}` : `tick ${String(entry.output.value)}`;
    heard.push({ position: entry.position, text });
    if (text.includes(until ?? text) && until !== undefined) break;
  }
  return heard;
}

const texts = (heard: readonly Heard[]): readonly string[] => heard.map(({ text }) => text);

export const feedSuite: readonly EngineCheck[] = [
  check('a feed has the events and outputs of a run in one order', async (t) => {
    const counting = flowOf('counting', Count);
    const engine = await t.engine(counting);
    const run = await engine.start(counting, 3, { retainedEvents: 100 });
    await t.result(run);
    const heard = await t.settle('the feed', read(run));
    same(texts(heard), [
      '1 run.started',
      '2 step.scheduled',
      '3 step.started',
      'tick 0',
      'tick 1',
      'tick 2',
      '4 step.completed',
      '5 route.taken',
      '6 run.completed',
    ]);
    same(new Set(heard.map(({ position }) => position)).size, heard.length);
  }),

  check('a feed goes on behind each of its positions', async (t) => {
    const twice = countTwice();
    const engine = await t.engine(twice);
    const run = await engine.start(twice, 2, { retainedEvents: 100 });
    await t.reaches(run, 'waiting');
    await engine.signal({ runId: run.id }, go, 3);
    await t.result(run);
    const whole = await t.settle('the feed', read(run));
    same(
      texts(whole).filter((text) => text.startsWith('tick')),
      ['tick 0', 'tick 1', 'tick 0', 'tick 1', 'tick 2'],
    );
    for (const [index, { position }] of whole.entries())
      same(await t.settle('the feed', read(run, position)), whole.slice(index + 1));
  }),

  check('a feed follows a run while it executes, and ends with it', async (t) => {
    const twice = countTwice();
    const engine = await t.engine(twice);
    const run = await engine.start(twice, 1, { retainedEvents: 100 });
    const following = read(run);
    await t.reaches(run, 'waiting');
    const early = await t.settle('the feed', read(run, undefined, 'run.waiting'));
    same(texts(early).at(-1)?.includes('run.waiting'), true);
    await engine.signal({ runId: run.id }, go, 2);
    const whole = await t.settle('the feed', following);
    same(whole.slice(0, early.length), early);
    same(texts(whole).at(-1)?.includes('run.completed'), true);
    same(await t.settle('the feed', read(run, early.at(-1)?.position)), whole.slice(early.length));
  }),

  check('the outputs of a run are numbered, and a late subscriber receives those that are kept', async (t) => {
    const counting = flowOf('counting', Count);
    const engine = await t.engine(counting);
    const run = await engine.start(counting, 10, { retainedEvents: 4 });
    await t.result(run);
    const late: { readonly no: number; readonly seq: number; readonly value: unknown }[] = [];
    let ended = false;
    run.outputs$.subscribe({
      next: ({ no, seq, value }) => late.push({ no, seq, value }),
      complete: () => (ended = true),
    });
    await t.inTime('the outputs to end', () => ended);
    same(
      late,
      [7, 8, 9, 10].map((no) => ({ no, seq: 3, value: no - 1 })),
    );
    const heard = await t.settle('the feed', read(run, '3'));
    same(texts(heard).slice(0, 5), ['tick 6', 'tick 7', 'tick 8', 'tick 9', '4 step.completed']);
  }),

  check('a feed that waits can be ended', async (t) => {
    const twice = countTwice();
    const engine = await t.engine(twice);
    const run = await engine.start(twice, 1);
    await t.reaches(run, 'waiting');
    const feed = run.feed()[Symbol.asyncIterator]();
    let heard = 0;
    const waiting = (async () => {
      while (!(await feed.next()).done) heard += 1;
    })();
    await t.until('the first entry', () => heard > 0);
    await t.idle();
    await feed.return?.();
    await t.settle('the feed to end', waiting);
    same(await feed.next(), { done: true, value: undefined });
  }),

  check('feeds end when their engine stops', async (t) => {
    const twice = countTwice();
    const engine = await t.engine(twice);
    const run = await engine.start(twice, 1);
    await t.reaches(run, 'waiting');
    const following = read(run);
    await t.idle();
    await t.stop(engine);
    const heard = await t.settle('the feed', following);
    same(
      texts(heard).some((text) => text.includes('run.completed')),
      false,
    );
    same(
      texts(await t.settle('the feed', read(run))).some((text) => text.includes('run.completed')),
      false,
    );
  }),

  check('a feed refuses what is no position', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const run = await engine.start(three, 1);
    for (const after of ['', '-1', '1.', 'last', 12, null]) await refuses(read(run, after as never), 'INVALID_OPTION');
    await refuses(read(run, '0'.repeat(40)), 'INVALID_OPTION');
    await t.result(run);
  }),
];
