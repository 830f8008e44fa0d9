import { type DurableEngine, exit, flow, fn, MillraceError, type StepContext, signal, waitFor } from 'millrace';

import { start } from './crash-start';
import type { Note, Scenario, World } from './crash-world';

const go = signal<number>('go');

/** Refusals that say nothing of the run. */
const NOT_YET = /try again|the connection was cut/;

/** Lets a run get on until it has that status. */
async function reaches(world: World, id: string, status: string): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    await world.clock.settle();
    if ((await world.ask((engine) => engine.inspect(id)))?.status === status) return;
    await world.clock.advance(1000);
  }
}

/**
 * Asks for something until it is done, or was done before. The one that has died may have taken the run with it, until its lease is
 * over.
 *
 * @param request gives why it was refused
 */
async function insisted(world: World, request: (engine: DurableEngine) => Promise<string | undefined>) {
  while ((await world.ask(request))?.match(NOT_YET)) await world.clock.advance(1000);
}

const inc = (note: Note) =>
  fn('inc', async (n: number, ctx: StepContext) => {
    note(ctx);
    await Promise.resolve();
    return n + 1;
  });

const redrive: Scenario = {
  name: 'a failed run that is tried again',
  sequential: true,
  flows: (note) => {
    const strict = fn('strict', (n: number, ctx: StepContext) => {
      note(ctx);
      if (n < 100) throw new Error('too little');
      return n;
    });
    const step = inc(note);
    const { to, wire } = flow('redrive').nodes({ a: step, strict, b: step, done: exit<number>() });
    return [wire('a', { a: to.strict, strict: to.b, b: to.done })];
  },
  outcomes: [101],
  drive: async (world) => {
    const id = await start(world, 'redrive', 1);
    await reaches(world, id, 'failed');
    await insisted(world, (engine) =>
      engine.redrive(id, { input: 100 }).then(
        () => undefined,
        (error: unknown) => {
          if (MillraceError.is(error)) return error.message;
          throw error;
        },
      ),
    );
    return [id];
  },
};

const fork: Scenario = {
  name: 'a run that is copied',
  sequential: true,
  flows: (note) => {
    const step = inc(note);
    const { to, wire } = flow('fork').nodes({ a: step, b: step, c: step, done: exit<number>() });
    return [wire('a', { a: to.b, b: to.c, c: to.done })];
  },
  outcomes: [4, 4],
  drive: async (world) => {
    const id = await start(world, 'fork', 1);
    await reaches(world, id, 'completed');
    const copy = { id: 'copy', idempotencyKey: 'copy', after: 'a#1' };
    return [id, (await world.ask((engine) => engine.fork(id, copy))).id];
  },
};

const versions = (note: Note) => {
  const step = inc(note);
  const one = flow<number>('moved', { version: '1.0.0' }).nodes({ a: step, gate: waitFor(go), done: exit<number>() });
  const two = flow<number>('moved', { version: '2.0.0' }).nodes({
    a: step,
    door: waitFor(go),
    b: step,
    done: exit<number>(),
  });
  return [
    one.wire('a', { a: one.to.gate, gate: one.to.done }),
    two.wire('a', { a: two.to.door, door: two.to.b, b: two.to.done }),
  ] as const;
};

/** What the scenario has given the engine. */
function flowsOf(world: World, engine: DurableEngine) {
  return world.flows.get(engine) as ReturnType<typeof versions>;
}

const migrate: Scenario = {
  name: 'a run that is moved onto another version',
  sequential: true,
  flows: versions,
  outcomes: [8],
  drive: async (world) => {
    const run = await world.ask((engine) => {
      const [one] = flowsOf(world, engine);
      return engine.start(one, 1, { id: 'moved', idempotencyKey: 'k' });
    });
    await reaches(world, run.id, 'waiting');
    await insisted(world, async (engine) => {
      const to = flowsOf(world, engine)[1];
      const { refused } = await engine.migrate([run.id], { to, map: { gate: 'door' } });
      return refused[0]?.reason;
    });
    await world.ask((engine) => engine.signal({ runId: run.id }, go, 7, { idempotencyKey: 'go' }));
    return [run.id];
  },
};

/** What operators do with runs. */
export const operated: readonly Scenario[] = [redrive, fork, migrate];
