import {
  all,
  type ContextOf,
  each,
  exit,
  flow,
  fn,
  HumanStep,
  key,
  MachineStep,
  node,
  PhasedStep,
  RouterStep,
  Step,
  type StepContext,
  signal,
  sleep,
  type TaskCompletion,
  unchecked,
  waitFor,
  within,
} from 'millrace';
import { operated } from './crash-operations';
import { start } from './crash-start';
import type { Note, Scenario, World } from './crash-world';

const paid = signal<{ readonly amount: number }>('paid');
const total = key('crash.total', 0, {
  merge: (base, values) => values.reduce((sum, value) => sum + value - base, base),
});

const inc = (note: Note) =>
  fn('inc', async (n: number, ctx: StepContext) => {
    note(ctx);
    await Promise.resolve();
    return n + 1;
  });

const chain: Scenario = {
  name: 'a chain',
  sequential: true,
  flows: (note) => {
    const step = inc(note);
    const draft = flow('chain').nodes({ a: step, b: step, c: step, done: exit<number>() });
    return [draft.wire('a', { a: draft.to.b, b: draft.to.c, c: draft.to.done })];
  },
  outcomes: [4],
  drive: async (world) => [await start(world, 'chain', 1)],
};

/** A loop whose last rounds come after a checkpoint. */
const loopOf = (rounds: number): Scenario => ({
  name: `a loop of ${rounds} rounds`,
  sequential: true,
  stride: 5,
  flows: (note) => {
    @Step()
    class Round extends RouterStep<number, { again: number; over: number }> {
      execute(n: number, ctx: ContextOf<this>) {
        note(ctx);
        ctx.shared.update(total, (sum) => sum + n);
        return n < rounds ? this.to('again', n + 1) : this.to('over', ctx.shared.get(total));
      }
    }
    const draft = flow('loop').nodes({ round: Round, done: exit<number>() });
    return [draft.wire('round', { round: { again: draft.to.round, over: draft.to.done } })];
  },
  outcomes: [(rounds * (rounds + 1)) / 2],
  drive: async (world) => [await start(world, 'loop', 1)],
});

const wide: Scenario = {
  name: 'branches and items that write to the store',
  flows: (note) => {
    const add = fn('add', async (n: number, ctx: StepContext) => {
      note(ctx);
      await Promise.resolve();
      ctx.shared.update(total, (sum) => sum + n);
      return n;
    });
    const list = fn('list', ({ left, right }: { left: number; right: number }, ctx: StepContext) => {
      note(ctx);
      return [left, right, 3, 4];
    });
    const sum = fn('sum', (items: readonly number[], ctx: StepContext) => {
      note(ctx);
      return { items, total: ctx.shared.get(total) };
    });
    const draft = flow('wide').nodes({
      both: all({ left: add, right: add }),
      list,
      items: each(add, { concurrency: 2 }),
      sum,
      done: exit<unknown>(),
    });
    const { to } = draft;
    return [draft.wire('both', { both: to.list, list: to.items, items: to.sum, sum: to.done })];
  },
  outcomes: [{ items: [1, 1, 3, 4], total: 11 }],
  drive: async (world) => [await start(world, 'wide', 1)],
};

const nested: Scenario = {
  name: 'a sub-flow',
  sequential: true,
  flows: (note) => {
    const step = inc(note);
    const inner = flow('inner').nodes({ x: step, y: step, out: exit<number>() });
    const inside = inner.wire('x', { x: inner.to.y, y: inner.to.out });
    const draft = flow('outer').nodes({
      before: step,
      inside,
      alone: node(inside, { isolated: true }),
      done: exit<number>(),
    });
    const { to } = draft;
    return [draft.wire('before', { before: to.inside, inside: to.alone, alone: to.done })];
  },
  outcomes: [6],
  drive: async (world) => [await start(world, 'outer', 1)],
};

const timers: Scenario = {
  name: 'naps and retries, short and long',
  sequential: true,
  stride: 2,
  flows: (note) => {
    @Step({ retry: { maxAttempts: 3, initial: 3000, factor: 1, jitter: false } })
    class Flaky extends MachineStep<unknown, number> {
      execute(_: unknown, ctx: ContextOf<this>) {
        note(ctx);
        if (ctx.attempt < 3) throw new Error('not yet');
        return 6;
      }
    }
    const step = inc(note);
    const draft = flow('timers').nodes({
      nap: sleep('500ms'),
      a: step,
      long: sleep('20s'),
      flaky: Flaky,
      b: step,
      done: exit<number>(),
    });
    const { to } = draft;
    return [draft.wire('a', { a: to.nap, nap: to.long, long: to.flaky, flaky: to.b, b: to.done })];
  },
  outcomes: [7],
  drive: async (world) => [await start(world, 'timers', 1)],
};

const signals: Scenario = {
  name: 'signals',
  sequential: true,
  flows: (note) => {
    const take = fn('take', ({ amount }: { amount: number }, ctx: StepContext) => {
      note(ctx);
      ctx.shared.update(total, (sum) => sum + amount);
    });
    const sum = fn('sum', (_: unknown, ctx: StepContext) => ctx.shared.get(total));
    const draft = flow('signals').nodes({
      first: waitFor(paid),
      take1: take,
      second: waitFor(paid),
      take2: take,
      third: waitFor(paid),
      take3: take,
      sum,
      done: exit<unknown>(),
    });
    const { to } = draft;
    return [
      draft.wire('first', {
        first: to.take1,
        take1: to.second,
        second: to.take2,
        take2: to.third,
        third: to.take3,
        take3: to.sum,
        sum: to.done,
      }),
    ];
  },
  outcomes: [111],
  drive: async (world) => {
    const id = await start(world, 'signals', undefined);
    const send = (amount: number): Promise<void> =>
      world.ask((engine) => engine.signal({ runId: id }, paid, { amount }, { idempotencyKey: String(amount) }));
    await send(1);
    await world.clock.settle();
    // While the run is on its way, and without a pause.
    await send(10);
    await send(100);
    return [id];
  },
};

const undone: Scenario = {
  name: 'compensation',
  sequential: true,
  flows: (note) => {
    @Step()
    class Reserve extends MachineStep<string, string> {
      execute(what: string, ctx: ContextOf<this>) {
        note(ctx);
        return `${what}!`;
      }
      override compensate(_: { input: string; output: string }, ctx: ContextOf<this>) {
        note({ idempotencyKey: `undo ${ctx.idempotencyKey}` });
      }
    }
    const broken = fn('broken', (_: string): string => {
      throw new Error('out of stock');
    });
    const draft = flow('undone').nodes({ first: Reserve, second: Reserve, broken, done: exit<string>() });
    const { to } = draft;
    return [draft.wire('first', { first: to.second, second: to.broken, broken: to.done })];
  },
  outcomes: [{ failed: 'out of stock' }],
  drive: async (world) => [await start(world, 'undone', 'lamp')],
};

const phased: Scenario = {
  name: 'a phased step',
  sequential: true,
  flows: (note) => {
    @Step({ retry: { maxAttempts: 3, initial: 0 } })
    class Add extends PhasedStep<number, { before: number; n: number }, number, { ok: number }> {
      prepare(n: number, ctx: ContextOf<this>) {
        note(ctx, 'prepare');
        return { before: ctx.shared.get(total), n };
      }
      execute({ before, n }: { before: number; n: number }, ctx: ContextOf<this>) {
        note(ctx, 'execute');
        if (ctx.attempt < 2) throw new Error('x');
        return before + n;
      }
      finish(result: number, _: unknown, ctx: ContextOf<this>) {
        note(ctx, 'finish');
        ctx.shared.set(total, result);
        return this.to('ok', result);
      }
    }
    const draft = flow('phased').nodes({ first: Add, second: Add, done: exit<number>() });
    return [draft.wire('first', { first: { ok: draft.to.second }, second: { ok: draft.to.done } })];
  },
  outcomes: [10],
  drive: async (world) => [await start(world, 'phased', 5)],
};

const line: Scenario = {
  name: 'lines of flows and nodes',
  flows: (note) => {
    const step = inc(note);
    const one = flow('line', { concurrency: { limit: 1 } }).nodes({ a: step, b: step, done: exit<number>() });
    const two = flow('narrow').nodes({ a: node(step, { concurrency: { limit: 1 } }), b: step, done: exit<number>() });
    return [one.wire('a', { a: one.to.b, b: one.to.done }), two.wire('a', { a: two.to.b, b: two.to.done })];
  },
  outcomes: [3, 3, 4, 4, 5],
  drive: async (world) => [
    await start(world, 'line', 1, '1'),
    await start(world, 'narrow', 1, '1'),
    await start(world, 'line', 2, '2'),
    await start(world, 'narrow', 2, '2'),
    await start(world, 'line', 3, '3'),
  ],
};

/** Resolves when a task is there. */
async function opened(world: World, id: string): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    await world.clock.settle();
    if (await world.ask((engine) => engine.tasks.get(id))) return;
    await world.clock.advance(1000);
  }
}

const tasks: Scenario = {
  name: 'tasks that people do',
  flows: (note) => {
    @Step({ form: unchecked<string>() })
    class Ask extends HumanStep<string, string, { yes: string }> {
      request(about: string) {
        return { title: about, candidateGroups: ['all'], reminder: { after: '10s' } } as const;
      }
      complete(form: string, about: string, ctx: ContextOf<this>, { by }: TaskCompletion) {
        note(ctx);
        return this.to('yes', `${about} ${form} ${by}`);
      }
    }
    const draft = flow('tasks').nodes({
      both: all({ a: within(Ask, '1h'), b: Ask }),
      after: Ask,
      done: exit<string>(),
    });
    const { to } = draft;
    return [
      draft.wire('both', {
        both: to.after.via(({ a, b }) => `${a.action} ${a.value} ${b.value}`),
        after: { yes: to.done },
      }),
    ];
  },
  outcomes: ['yes x 1 ann x 2 ann 3 ann'],
  drive: async (world) => {
    const runId = await start(world, 'tasks', 'x');
    for (const [index, path] of ['both#1/a#1', 'both#1/b#1', 'after#1'].entries()) {
      const id = `${runId}:${path}`;
      await opened(world, id);
      // Whoever has got no answer asks again: with the same key, that changes nothing.
      const form = String(index + 1);
      await world.ask((engine) => engine.tasks.complete(id, { by: 'ann', form, idempotencyKey: path }));
    }
    return [runId];
  },
};

export const SCENARIOS = [chain, loopOf(200), wide, nested, timers, signals, undone, phased, line, tasks, ...operated];

/** Those that are short enough to be done a thousand times. */
export const SHORT_SCENARIOS = SCENARIOS.map((scenario) =>
  scenario.name.startsWith('a loop') ? loopOf(70) : scenario,
);
