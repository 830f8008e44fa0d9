import {
  type AnyFlow,
  all,
  any,
  type ContextOf,
  each,
  exit,
  flow,
  fn,
  HumanStep,
  MachineStep,
  node,
  repeat,
  Step,
  type StepFailure,
  unchecked,
  within,
} from 'millrace';
import { KINDS, TaskWorld, trailOf } from './task-world';

type Vote = { readonly yes: boolean };

@Step({ form: unchecked<Vote>() })
class Ask extends HumanStep<unknown, Vote, { yes: unknown; no: unknown }> {
  request(about: unknown) {
    return { title: String(about) };
  }
  complete(vote: Vote, about: unknown) {
    return this.to(vote.yes ? 'yes' : 'no', about);
  }
}

/** As its own only work, at the end of a flow. */
const asking = (() => {
  const { to, wire } = flow('asking').nodes({ ask: Ask, yes: exit<unknown>(), no: exit<unknown>() });
  return wire('ask', { ask: { yes: to.yes, no: to.no } });
})();

describe.each(KINDS)('tasks of an engine %s', (kind) => {
  let world: TaskWorld;
  beforeEach(() => {
    world = new TaskWorld(kind);
  });
  afterEach(() => world.end());

  async function started(one: AnyFlow, input: unknown = 'x') {
    const engine = await world.engine([one]);
    const run = await engine.start(one as never, input as never);
    await world.clock.settle();
    const paths = async () => {
      await world.clock.settle();
      return (await engine.tasks.list()).items.map(({ path }) => path);
    };
    const complete = async (path: string, yes = true) => {
      await engine.tasks.complete(`${run.id}:${path}`, { by: 'ann', form: { yes } });
      await world.clock.settle();
    };
    return { engine, run, paths, complete, task: (path: string) => engine.tasks.get(`${run.id}:${path}`) };
  }

  it('at the end of a flow end it', async () => {
    const { run, complete } = await started(asking);
    await complete('ask#1', false);
    expect(await run.result()).toEqual({ action: 'no', value: 'x' });
  });

  it('in parallel branches are open at the same time, and done in any order', async () => {
    const { to, wire } = flow('both').nodes({ j: all({ a: Ask, b: Ask }), done: exit<unknown>() });
    const { run, paths, complete } = await started(wire('j', { j: to.done }));
    expect(await paths()).toEqual(['j#1/a#1', 'j#1/b#1']);
    await complete('j#1/b#1', false);
    expect(await paths()).toEqual(['j#1/a#1']);
    await complete('j#1/a#1');
    expect(await run.result()).toEqual({ a: { action: 'yes', value: 'x' }, b: { action: 'no', value: 'x' } });
  });

  it('of branches that are not needed any more are closed', async () => {
    const { to, wire } = flow('first').nodes({ j: any({ a: Ask, b: Ask }), done: exit<unknown>() });
    const { run, complete, paths, task, engine } = await started(wire('j', { j: { a: to.done, b: to.done } }));
    await complete('j#1/a#1');
    expect([await run.status(), await paths()]).toEqual(['completed', []]);
    expect(trailOf(await task('j#1/b#1'))).toEqual(['created', 'cancelled released']);
    const late = engine.tasks.complete(`${run.id}:j#1/b#1`, { by: 'bob', form: { yes: true } });
    await expect(late).rejects.toThrow('was closed because the run went on without it');
  });

  it('of items have the number of their item', async () => {
    const { to, wire } = flow<readonly string[]>('items').nodes({ e: each(Ask), done: exit<unknown>() });
    const { run, paths, complete } = await started(wire('e', { e: to.done }), ['x', 'y']);
    expect(await paths()).toEqual(['e[0]#1', 'e[1]#1']);
    await complete('e[1]#1');
    await complete('e[0]#1', false);
    expect(await run.result()).toEqual([
      { action: 'no', value: 'x' },
      { action: 'yes', value: 'y' },
    ]);
  });

  it('in loops are one for each visit', async () => {
    const again = (() => {
      const { to, wire } = flow('round').nodes({ ask: Ask, ok: exit<unknown>(), again: exit<unknown>() });
      return wire('ask', { ask: { yes: to.ok, no: to.again } });
    })();
    const { to, wire } = flow('rounds').nodes({
      r: repeat(again, { max: 3 }),
      done: exit<unknown>(),
      spent: exit<unknown>(),
    });
    const { run, paths, complete } = await started(wire('r', { r: { ok: to.done, exhausted: to.spent } }));
    const [first] = await paths();
    await complete(first ?? '', false);
    const [second] = await paths();
    expect(second).not.toBe(first);
    await complete(second ?? '');
    expect(await run.result()).toEqual({ action: 'done', value: 'x' });
  });

  it('in a flow that is a node belong to the run that was started', async () => {
    const { to, wire } = flow('outer').nodes({ inner: asking, done: exit<unknown>() });
    const { run, paths, complete } = await started(wire('inner', { inner: { yes: to.done, no: to.done } }));
    expect(await paths()).toEqual(['inner#1/ask#1']);
    await complete('inner#1/ask#1');
    expect(await run.result()).toBe('x');
  });

  it('are overdue at the end of `within`; before it they may be completed, after it not', async () => {
    const { to, wire } = flow('timely').nodes({
      ask: within(Ask, '2h'),
      done: exit<unknown>(),
      late: exit<unknown>(),
    });
    const one = wire('ask', { ask: { yes: to.done, no: to.done, overdue: to.late } });
    const { engine, run, task } = await started(one);
    const early = await engine.start(one, 'y');
    await world.clock.advance(2 * 3_600_000 - 2000);
    await engine.tasks.complete(`${early.id}:ask#1`, { by: 'ann', form: { yes: true } });
    await world.clock.advance(2000);
    expect([await early.result(), await run.result()]).toEqual([
      { action: 'done', value: 'y' },
      { action: 'late', value: 'x' },
    ]);
    expect(trailOf(await task('ask#1'))).toEqual(['created', 'cancelled overdue']);
    const late = engine.tasks.complete(`${run.id}:ask#1`, { by: 'bob', form: { yes: true } });
    await expect(late).rejects.toMatchObject({
      code: 'TASK_CLOSED',
      details: { how: 'overdue', at: 1_000_000 + 7_200_000 },
    });
  });

  it('remind and escalate as they were asked to', async () => {
    @Step({ form: unchecked<Vote>() })
    class Remind extends HumanStep<unknown, Vote, { yes: unknown }> {
      request() {
        return {
          title: 'soon',
          assignee: 'ann',
          due: '3h',
          reminder: { before: '2h' },
          escalation: { after: '2h', to: 'bosses' },
        } as const;
      }
      complete() {
        return this.to('yes', 1);
      }
    }
    const { to, wire } = flow('reminding').nodes({ ask: Remind, done: exit<unknown>() });
    const { engine, run, complete, task } = await started(wire('ask', { ask: { yes: to.done } }));
    const id = `${run.id}:ask#1`;
    await engine.tasks.claim(id, { by: 'ann' });
    await world.clock.advance(3_600_000);
    expect(trailOf(await task('ask#1'))).toEqual(['created', 'claimed ann', 'reminded']);
    expect((await engine.tasks.list({ candidateGroups: ['bosses'] })).items).toEqual([]);
    await world.clock.advance(3_600_000);
    const [offered] = (await engine.tasks.list({ candidateGroups: ['bosses'] })).items;
    expect(trailOf(offered)).toEqual(['created', 'claimed ann', 'reminded', 'escalated bosses']);
    expect(offered?.claimedBy).toBeUndefined();
    await complete('ask#1');
    expect(await run.result()).toBe(1);
  });

  it('that a person cancels go along `error`, where there is one', async () => {
    const { to, wire } = flow('caught').nodes({
      ask: Ask,
      why: fn('why', ({ failure }: StepFailure<unknown>) => failure.message),
      done: exit<unknown>(),
      withdrawn: exit<string>(),
    });
    const one = wire('ask', { ask: { yes: to.done, no: to.done, error: to.why }, why: to.withdrawn });
    const { engine, run } = await started(one);
    await engine.tasks.cancel(`${run.id}:ask#1`, { by: 'ann', reason: 'a mistake' });
    const message = `ann has cancelled the task "x" of node "ask": a mistake (flow "caught", run ${run.id})`;
    expect(await run.result()).toEqual({ action: 'withdrawn', value: message });
  });

  it('are completed once, however often `complete` has to be tried', async () => {
    let tries = 0;
    @Step({ form: unchecked<Vote>(), retry: { maxAttempts: 3, initial: '1s', jitter: false } })
    class Flaky extends HumanStep<unknown, Vote, { yes: string }> {
      request() {
        return { title: 'x' };
      }
      complete(_: Vote, __: unknown, ctx: ContextOf<this>) {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
        return this.to('yes', `${ctx.idempotencyKey.endsWith(':ask#1')} ${ctx.attempt}`);
      }
    }
    const { to, wire } = flow('flaky').nodes({ ask: Flaky, done: exit<string>() });
    const { run, complete } = await started(wire('ask', { ask: { yes: to.done } }));
    await complete('ask#1');
    await world.clock.advance(3000);
    expect(await run.result()).toBe('true 3');
  });

  it('whose request cannot be fail their node, by the name of the option', async () => {
    const wrong: readonly (readonly [unknown, string])[] = [
      [undefined, 'options'],
      [{ title: '' }, 'title'],
      [{ title: 'x', assignee: 7 }, 'assignee'],
      [{ title: 'x', candidateGroups: 'all' }, 'candidateGroups'],
      [{ title: 'x', priority: 1.5 }, 'priority'],
      [{ title: 'x', due: 'soon' }, 'due'],
      [{ title: 'x', due: new Date('x') }, 'due'],
      [{ title: 'x', reminder: { before: '1h' } }, 'reminder.before'],
      [{ title: 'x', reminder: {} }, 'reminder'],
      [{ title: 'x', reminder: { after: 'x' } }, 'reminder.after'],
      [{ title: 'x', escalation: { after: '1h' } }, 'escalation.to'],
      [{ title: 'x', escalation: { to: 'all' } }, 'escalation.after'],
      [{ title: 'x', asignee: 'ann' }, 'asignee'],
    ];
    @Step({ form: unchecked<Vote>() })
    class Wrong extends HumanStep<number, Vote, { yes: null }> {
      request(index: number) {
        return wrong[index]?.[0] as { title: string };
      }
      complete() {
        return this.to('yes', null);
      }
    }
    const { to, wire } = flow('wrong', { input: unchecked<number>() }).nodes({ ask: Wrong, done: exit<null>() });
    const engine = await world.engine([wire('ask', { ask: { yes: to.done } })]);
    for (const [index, [, option]] of wrong.entries()) {
      const run = await engine.start('wrong', index);
      await expect(run.result()).rejects.toMatchObject({
        failure: { code: 'INVALID_OPTION', details: { node: 'ask', option } },
      });
    }
  });

  it('write to the shared store as other steps do', async () => {
    @Step({ form: unchecked<Vote>() })
    class Count extends HumanStep<unknown, Vote, { yes: unknown }> {
      request(_: unknown, ctx: ContextOf<this>) {
        return { title: `round ${ctx.shared.getNumber('rounds') + 1}` };
      }
      complete(_: Vote, about: unknown, ctx: ContextOf<this>) {
        ctx.shared.set('rounds', ctx.shared.getNumber('rounds') + 1);
        return this.to('yes', about);
      }
    }
    @Step()
    class Tell extends MachineStep<unknown, number> {
      execute(_: unknown, ctx: ContextOf<this>) {
        return ctx.shared.getNumber('rounds');
      }
    }
    const { to, wire } = flow('counting').nodes({
      one: node(Count, {}),
      two: Count,
      tell: Tell,
      done: exit<number>(),
    });
    const one = wire('one', { one: { yes: to.two }, two: { yes: to.tell }, tell: to.done });
    const { run, complete, task } = await started(one);
    await complete('one#1');
    expect((await task('two#1'))?.title).toBe('round 2');
    await complete('two#1');
    expect(await run.result()).toBe(2);
  });
});
