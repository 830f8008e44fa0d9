import {
  type AnyFlow,
  all,
  type DurableEngine,
  exit,
  flow,
  fn,
  HumanStep,
  Step,
  type Storage,
  unchecked,
  within,
} from 'millrace';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { DurableWorld, resultOf } from '../durable/durable-world';
import { approval, claim } from '../tasks/approval';
import { trailOf } from '../tasks/task-world';

const HOUR = 3_600_000;

@Step({ form: unchecked() })
class Ask extends HumanStep<unknown, unknown, { yes: unknown }> {
  request(about: unknown) {
    return { title: String(about), candidateGroups: ['all'] };
  }
  complete(form: unknown) {
    return this.to('yes', form);
  }
}

const timely = (() => {
  const { to, wire } = flow('timely').nodes({
    ask: within(Ask, '2h'),
    done: exit<unknown>(),
    late: exit<unknown>(),
  });
  return wire('ask', { ask: { yes: to.done, overdue: to.late } });
})();

let world: DurableWorld;
let outside: DurableEngine[];
beforeEach(() => {
  world = new DurableWorld();
  outside = [];
});
afterEach(async () => {
  for (const engine of outside) await engine.stop({ graceMs: 0 });
  await world.end();
});

/** An engine that knows flows and takes no run, as one that is busy with others. */
async function bystander(flows: readonly AnyFlow[]): Promise<DurableEngine> {
  const storage: Storage = {
    ...world.storage,
    claim: () => Promise.resolve([]),
    nextWake: () => Promise.resolve(undefined),
  };
  const engine = createStorageEngine({ storage, clock: world.clock, flows });
  outside.push(engine);
  await engine.ready();
  return engine;
}

/** A run that waits for its task, and whose engine has gone. */
async function left(one: AnyFlow, input: unknown = 'x'): Promise<{ runId: string; path: string; id: string }> {
  const engine = await world.engine([one]);
  const run = await engine.start(one as never, input as never);
  await world.clock.settle();
  const [task] = (await engine.tasks.list()).items;
  await engine.stop();
  return { runId: run.id, path: task?.path ?? '', id: task?.id ?? '' };
}

const yes = { by: 'ann', form: { ok: true } };

describe('a task that is kept', () => {
  it('outlives its engine; another one completes it', async () => {
    const one = approval();
    const { id, runId } = await left(one, claim);
    const next = await world.engine([one]);
    expect((await next.tasks.list()).items).toMatchObject([{ id, title: 'Claim c-1' }]);
    await next.tasks.complete(id, yes);
    expect(await resultOf(next, runId)).toMatchObject({ action: 'approved', value: { by: 'ann', isVerdict: true } });
  });

  it('is acknowledged by an engine that does not move the run, and done by the one that does', async () => {
    const one = approval();
    const { id, runId } = await left(one, claim);
    const desk = await bystander([one]);
    await desk.tasks.claim(id, { by: 'ann' });
    const answered = await desk.tasks.complete(id, { ...yes, comment: 'fine' });
    expect([answered.status, (await desk.tasks.list()).items]).toEqual(['completed', []]);
    const again = desk.tasks.complete(id, { by: 'bob', form: { ok: false } });
    await expect(again).rejects.toThrow('was completed by ann');
    const mover = await world.engine([one]);
    expect(await resultOf(mover, runId)).toMatchObject({ value: { comment: 'fine', by: 'ann' } });
    expect(trailOf(await desk.tasks.get(id))).toEqual(['created', 'claimed ann', 'completed ann']);
  });

  it('can be seen, claimed and reassigned where its flow is not known, but not completed', async () => {
    const { id } = await left(approval(), claim);
    const desk = await world.engine([]);
    expect((await desk.tasks.list()).items).toMatchObject([{ id, flow: 'approval' }]);
    expect((await desk.tasks.get(id))?.form).toBeUndefined();
    await desk.tasks.claim(id, { by: 'ann' });
    await desk.tasks.reassign(id, { by: 'boss', to: 'ann' });
    await expect(desk.tasks.complete(id, yes)).rejects.toMatchObject({ code: 'UNKNOWN_FLOW' });
    await desk.tasks.cancel(id, { by: 'ann' });
  });

  it('has its trail from the journal once it is closed, however long that is', async () => {
    const { to, wire } = flow('long').nodes({ ask: Ask, done: exit<unknown>() });
    const engine = await world.engine([wire('ask', { ask: { yes: to.done } })]);
    const run = await engine.start('long', null);
    await world.clock.settle();
    const id = `${run.id}:ask#1`;
    for (let turn = 0; turn < 150; turn += 1) {
      await engine.tasks.claim(id, { by: 'ann' });
      await engine.tasks.release(id, { by: 'ann' });
    }
    await engine.tasks.complete(id, yes);
    await run.result();
    expect((await engine.tasks.get(id))?.trail).toHaveLength(302);
  });

  it('is closed with a run that fails, and open again when it is tried again', async () => {
    let broken = true;
    const work = fn('work', async () => {
      await Promise.resolve();
      if (broken) throw new Error('broken');
      return 1;
    });
    const { to, wire } = flow('half').nodes({ j: all({ ask: Ask, work }), done: exit<unknown>() });
    const engine = await world.engine([wire('j', { j: to.done })], { compensateOnFailure: false });
    const run = await engine.start('half', null);
    await expect(run.result()).rejects.toThrow('broken');
    // Which of the two was quicker does not matter: the task is there when the run is tried again.
    broken = false;
    const redriven = await engine.redrive(run.id);
    await world.clock.settle();
    const id = `${run.id}:j#1/ask#1`;
    expect(await engine.tasks.get(id)).toMatchObject({ status: 'open' });
    await engine.tasks.complete(id, yes);
    expect(await redriven.result()).toEqual({ ask: { action: 'yes', value: { ok: true } }, work: 1 });
  });

  it('says that its run has failed', async () => {
    const { to, wire } = flow('fails').nodes({
      j: all({ ask: Ask, bad: within(Ask, '1h') }),
      done: exit<unknown>(),
    });
    const engine = await world.engine([wire('j', { j: to.done })], { compensateOnFailure: false });
    const run = await engine.start('fails', null);
    await world.clock.settle();
    await engine.tasks.cancel(`${run.id}:j#1/bad#1`, { by: 'ann' });
    await expect(run.result()).rejects.toThrow('ann has cancelled');
    const id = `${run.id}:j#1/ask#1`;
    expect(trailOf(await engine.tasks.get(id))).toEqual(['created', 'cancelled run-failed']);
    await expect(engine.tasks.complete(id, yes)).rejects.toThrow('was closed because its run has failed');
    expect((await engine.tasks.list()).items).toEqual([]);
  });

  it('is closed with its run though people have done something with it, whatever else they did', async () => {
    const { to, wire } = flow('many').nodes({ j: all({ a: Ask, b: Ask, c: Ask }), done: exit<unknown>() });
    const one = wire('j', { j: to.done });
    const { runId } = await left(one);
    const desk = await bystander([one]);
    const id = (branch: string): string => `${runId}:j#1/${branch}#1`;
    await desk.tasks.cancel(id('a'), { by: 'ann', reason: 'no' });
    await desk.tasks.claim(id('b'), { by: 'bob' });
    await desk.tasks.cancel(id('b'), { by: 'bob' });
    await desk.tasks.complete(id('c'), { ...yes, by: 'cyd' });
    const mover = await world.engine([one]);
    await expect(resultOf(mover, runId)).rejects.toThrow('ann has cancelled');
    expect(trailOf(await mover.tasks.get(id('a')))).toEqual(['created', 'cancelled ann']);
    expect(trailOf(await mover.tasks.get(id('b')))).toEqual([
      'created',
      'claimed bob',
      expect.stringMatching('cancelled'),
    ]);
    expect(trailOf(await mover.tasks.get(id('c')))).toEqual(['created', 'completed cyd']);
  });

  it('is there in a copy of the run, too, and both go their own way', async () => {
    const { to, wire } = flow('copied').nodes({ ask: Ask, done: exit<unknown>() });
    const engine = await world.engine([wire('ask', { ask: { yes: to.done } })]);
    const run = await engine.start('copied', null);
    await world.clock.settle();
    const copy = await engine.fork(run.id);
    await world.clock.settle();
    expect((await engine.tasks.list()).items.map(({ runId }) => runId).sort()).toEqual([run.id, copy.id].sort());
    await engine.tasks.complete(`${copy.id}:ask#1`, { by: 'ann', form: 1 });
    await engine.tasks.complete(`${run.id}:ask#1`, { by: 'bob', form: 2 });
    expect([await copy.result(), await run.result()]).toEqual([1, 2]);
    expect(trailOf(await engine.tasks.get(`${copy.id}:ask#1`))).toEqual(['created', 'completed ann']);
  });
});

describe('a completion that was acknowledged', () => {
  it('comes before the time limit, though the limit is over when the run goes on', async () => {
    const { id, runId } = await left(timely);
    const desk = await bystander([timely]);
    await desk.tasks.complete(id, yes);
    await world.clock.advance(3 * HOUR);
    const mover = await world.engine([timely]);
    expect(await resultOf(mover, runId)).toEqual({ action: 'done', value: { ok: true } });
  });

  it('says when it was acknowledged, not when the run went on', async () => {
    const { id, runId } = await left(timely);
    const desk = await bystander([timely]);
    const acknowledged = (await desk.tasks.complete(id, yes)).trail.at(-1);
    await world.clock.advance(3 * HOUR);
    await resultOf(await world.engine([timely]), runId);
    expect((await desk.tasks.get(id))?.trail.at(-1)).toEqual(acknowledged);
  });

  it('is refused after the limit: the limit comes first then', async () => {
    const { id, runId } = await left(timely);
    await world.clock.advance(3 * HOUR);
    const mover = await world.engine([timely]);
    expect(await resultOf(mover, runId)).toMatchObject({ action: 'late' });
    await expect(mover.tasks.complete(id, yes)).rejects.toThrow('was closed as overdue');
  });

  it.each(['before', 'after'])(
    'is told and kept %s a cancel that was acknowledged, which ends the run',
    async (when) => {
      const { id, runId } = await left(timely);
      const desk = await bystander([timely]);
      const cancel = async () => (await desk.get(runId))?.cancel({ reason: 'not needed' });
      if (when === 'after') await cancel();
      await desk.tasks.complete(id, yes);
      if (when === 'before') await cancel();
      const mover = await world.engine([timely]);
      await expect(resultOf(mover, runId)).rejects.toThrow('not needed');
      expect(trailOf(await desk.tasks.get(id))).toEqual(['created', 'completed ann']);
    },
  );

  it('reaches a run that is owned, and of whose other branch something executes', async () => {
    let finish: () => void = () => undefined;
    const busy = fn('busy', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return 1;
    });
    const { to, wire } = flow('owned').nodes({ j: all({ ask: Ask, busy }), done: exit<unknown>() });
    const engine = await world.engine([wire('j', { j: to.done })]);
    const run = await engine.start('owned', null);
    await world.clock.settle();
    await engine.tasks.complete(`${run.id}:j#1/ask#1`, yes);
    await world.clock.settle();
    expect(await engine.tasks.get(`${run.id}:j#1/ask#1`)).toMatchObject({ status: 'completed' });
    finish();
    expect(await run.result()).toEqual({ ask: { action: 'yes', value: { ok: true } }, busy: 1 });
  });

  it('comes before a time limit that is over in the engine at work, which does not know of it yet', async () => {
    let finish: () => void = () => undefined;
    const busy = fn('busy', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return 1;
    });
    const { to, wire } = flow('deaf').nodes({
      j: all({ ask: within(Ask, '2h'), busy }),
      done: exit<unknown>(),
    });
    const one = wire('j', { j: to.done });
    const deaf: Storage = { ...world.storage, messages: () => Promise.resolve([]) };
    const mover = createStorageEngine({ storage: deaf, clock: world.clock, flows: [one] });
    outside.push(mover);
    const run = await mover.start('deaf', null);
    await world.clock.settle();
    const desk = await bystander([one]);
    await desk.tasks.complete(`${run.id}:j#1/ask#1`, yes);
    await world.clock.settle();
    expect(await mover.inspect(run.id)).toMatchObject({ at: ['j#1/busy#1', 'j#1/ask#1'] });
    await world.clock.advance(2 * HOUR);
    // The engine reads the run again, and does again what it was at.
    await world.clock.advance(60_000);
    finish();
    expect(await run.result()).toEqual({ ask: { action: 'yes', value: { ok: true } }, busy: 1 });
    const types = (await mover.history(run.id)).items.map(({ type }) => type);
    expect(types.filter((type) => type === 'timer.fired' || type === 'task.cancelled')).toEqual([]);
  });
});
