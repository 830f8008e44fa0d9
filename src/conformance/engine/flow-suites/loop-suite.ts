import { choose, exit, flow, flowOf, fn, node, pipe, ref, repeat } from '../../../flow';
import { route } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { inc } from '../flows';

/** Counts up to ten. */
const round = choose('round', (n: number) => (n < 10 ? route('again', n + 1) : route('out', n)));

function looping(maxVisits?: number) {
  const paths: string[] = [];
  const note = fn('note', (n: number, { path }) => {
    paths.push(path);
    return n;
  });
  const draft = flow('looping').nodes({
    note: maxVisits === undefined ? note : node(note, { maxVisits }),
    round,
    done: exit<number>(),
  });
  const { to } = draft;
  return { paths, flow: draft.wire('note', { note: to.round, round: { again: to.note, out: to.done } }) };
}

export const loopSuite: readonly EngineCheck[] = [
  check('an edge back makes a loop; each visit has its own number', async (t) => {
    const { paths, flow: loop } = looping();
    const engine = await t.engine(loop);
    same(await t.result(await engine.start(loop, 7)), 10);
    same(paths, ['note#1', 'note#2', 'note#3', 'note#4']);
  }),

  check('a loop that visits a node too often fails its run with MAX_VISITS', async (t) => {
    const { paths, flow: loop } = looping(3);
    const engine = await t.engine(loop);
    const run = await engine.start(loop, 0);
    await t.failure(run);
    same([(await engine.inspect(run.id))?.failure?.code, paths.length], ['MAX_VISITS', 3]);
  }),

  check('`repeat` continues while the body takes `again`, and is exhausted after `max` rounds', async (t) => {
    const repeated = (name: string, max: number) => {
      const draft = flow(name).nodes({ rounds: repeat(round, { max }), done: exit<number>(), tired: exit<number>() });
      return draft.wire('rounds', { rounds: { out: draft.to.done, exhausted: draft.to.tired } });
    };
    const [enough, short] = [repeated('enough', 20), repeated('short', 4)];
    const engine = await t.engine(enough, short);
    same(await t.result(await engine.start(enough, 0)), { action: 'done', value: 10 });
    same(await t.result(await engine.start(short, 0)), { action: 'tired', value: 4 });
  }),

  check(
    '`from` passes outputs of earlier nodes: of the latest visit, and `undefined` for one that did not run',
    async (t) => {
      const draft = flow('sources').nodes({
        add: inc,
        round: choose('three', (n: number) => (n < 3 ? route('again', n) : route('out', n))),
        never: inc,
        sum: fn(
          'sum',
          (all: { readonly added: number; readonly never: number | undefined; readonly given: unknown }) => all,
        ),
        done: exit<unknown>(),
      });
      const { to, out, maybe, input } = draft;
      const sources = draft.wire('add', {
        add: to.round,
        round: {
          again: to.add,
          out: to.sum.from({ added: out.add, never: maybe.never, given: input }),
          error: to.never.via(() => 0),
        },
        never: to.sum.from({ added: out.add, never: out.never, given: input }),
        sum: to.done,
      });
      const engine = await t.engine(sources);
      same(await t.result(await engine.start(sources, 0)), { added: 3, given: 0 });
    },
  ),

  check(
    'a flow can be a node of another one; its exits are its actions, and its path is inside the node',
    async (t) => {
      const paths: string[] = [];
      const inner = flow('inner').nodes({
        note: fn('note', (n: number, { path }) => {
          paths.push(path);
          return n;
        }),
        look: choose('look', (n: number) => (n > 0 ? route('up', n) : route('down', `${n}`))),
        up: exit<number>(),
        down: exit<string>(),
      });
      const flowOfTwo = inner.wire('note', { note: inner.to.look, look: { up: inner.to.up, down: inner.to.down } });
      const draft = flow('outer').nodes({ inside: flowOfTwo, up: exit<number>(), down: exit<string>() });
      const outer = draft.wire('inside', { inside: { up: draft.to.up, down: draft.to.down } });
      const engine = await t.engine(outer);
      same(await t.result(await engine.start(outer, 1)), { action: 'up', value: 1 });
      same(await t.result(await engine.start(outer, -1)), { action: 'down', value: '-1' });
      same(paths, ['inside#1/note#1', 'inside#1/note#1']);
      same((await engine.list()).items.length, 2);
    },
  ),

  check('`ref` calls a flow by its name, also itself', async (t) => {
    const draft = flow<number>('factorial').nodes({
      look: choose('look', (n: number) => (n > 1 ? route('more', n - 1) : route('end', 1))),
      less: ref<number, { readonly next: number }>('factorial'),
      times: fn('times', ({ n, rest }: { readonly n: number; readonly rest: number }) => n * rest),
      done: exit<number>(),
    });
    const { to, out, input } = draft;
    const factorial = draft.wire('look', {
      look: { more: to.less, end: to.done },
      less: to.times.from({ n: input, rest: out.less }),
      times: to.done,
    });
    const engine = await t.engine(factorial);
    same(await t.result(await engine.start(factorial, 6)), 720);
  }),

  check('a flow that calls itself forever fails its run with MAX_DEPTH', async (t) => {
    const endless = flowOf('endless', pipe(inc, ref<number, { readonly next: number }>('endless')));
    const engine = await t.engine(endless);
    const run = await engine.start(endless, 0);
    await t.failure(run);
    same((await engine.inspect(run.id))?.failure?.code, 'MAX_DEPTH');
  }),

  check('a reference to a flow that is not registered is refused', async (t) => {
    const engine = await t.engine();
    const calling = flowOf('calling', ref<number, { readonly next: number }>('unknown'));
    await refuses(engine.register(calling), 'DEFINITION');
    await refuses(engine.start(calling, 1), 'DEFINITION');
    same((await engine.list()).items, []);
  }),
];
