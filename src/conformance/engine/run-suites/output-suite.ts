import { setImmediate as turn } from 'node:timers/promises';
import type { AnyOutput } from '../../../engine';
import { flowOf, node } from '../../../flow';
import { type ContextOf, MachineStep, Step } from '../../../step';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';

/** Emits the numbers of its input asynchronously. Its first attempts fail. */
@Step({ retry: { maxAttempts: 3, initial: 0 } })
class Count extends MachineStep<number, number, { tick: number; note: string }, { readonly failures: number }> {
  async execute(n: number, ctx: ContextOf<this>): Promise<number> {
    ctx.emit('note', `attempt ${ctx.attempt}`);
    for (let tick = 0; tick < n; tick += 1) {
      ctx.emit('tick', tick);
      if (tick % 3 === 0) await turn();
    }
    if (ctx.attempt <= ctx.params.failures) throw new Error('not yet');
    return n;
  }
}

const counting = (failures: number) => flowOf('counting', node(Count, { params: { failures } }));

/** Emits after its attempt has ended. */
@Step({ timeout: '5s' })
class Late extends MachineStep<unknown, string, { note: string }> {
  execute(_: unknown, ctx: ContextOf<this>): Promise<string> {
    ctx.emit('note', 'in time');
    return new Promise(() => {
      ctx.signal.addEventListener('abort', () => {
        ctx.emit('note', 'late');
      });
    });
  }
}

/** A generator, whose values go to the channel `chunk`. */
@Step()
class Letters extends MachineStep<string, string, { chunk: string }> {
  async *execute(text: string): AsyncGenerator<string, string> {
    for (const letter of text) {
      await turn();
      yield letter;
    }
    return text.toUpperCase();
  }
}

export const outputSuite: readonly EngineCheck[] = [
  check('outputs of a node arrive in order, each once, and end with the run', async (t) => {
    const flowOfCount = counting(0);
    const engine = await t.engine(flowOfCount);
    const run = await engine.start(flowOfCount, 20);
    const ticks: number[] = [];
    const all: AnyOutput[] = [];
    let ended = false;
    run.output('tick').subscribe({
      next: (tick) => ticks.push(tick),
      complete: () => {
        ended = true;
      },
    });
    run.outputs$.subscribe((output) => all.push(output));
    same(await t.result(run), 20);
    await t.inTime('the outputs to end', () => ended);
    same(
      ticks,
      Array.from({ length: 20 }, (_, tick) => tick),
    );
    same(
      all.map(({ channel, value }) => [channel, value]),
      [['note', 'attempt 1'], ...ticks.map((tick) => ['tick', tick])],
    );
  }),

  check('outputs contain their attempt, and executions can be distinguished', async (t) => {
    const flowOfCount = counting(2);
    const engine = await t.engine(flowOfCount);
    const run = await engine.start(flowOfCount, 0);
    const all: AnyOutput[] = [];
    run.outputs$.subscribe((output) => all.push(output));
    await t.resultInTime(run);
    same(
      all.map(({ runId, node: at, path, attempt, value }) => [runId, at, path, attempt, value]),
      [1, 2, 3].map((attempt) => [run.id, 'main', 'main#1', attempt, `attempt ${attempt}`]),
    );
    same(new Set(all.map(({ execution }) => execution)).size, 3);
  }),

  check('a value that is emitted after its attempt is dropped', async (t) => {
    const late = flowOf('late', Late);
    const engine = await t.engine(late);
    const run = await engine.start(late, undefined);
    const notes: string[] = [];
    run.output('note').subscribe((note) => notes.push(note));
    await t.until('the first note', () => notes.length === 1);
    await t.advance(5000);
    await t.reaches(run, 'failed');
    same(notes, ['in time']);
  }),

  check('a generator emits its values on the channel `chunk`, and its return value is the outcome', async (t) => {
    const letters = flowOf('letters', Letters);
    const engine = await t.engine(letters);
    const run = await engine.start(letters, 'abc');
    const chunks: string[] = [];
    run.output('chunk').subscribe((chunk) => chunks.push(chunk));
    same(await t.result(run), 'ABC');
    await t.until('the chunks', () => chunks.length === 3);
    same(chunks, ['a', 'b', 'c']);
  }),

  check('a subscriber of outputs that throws affects neither the run nor the others', async (t) => {
    const flowOfCount = counting(0);
    const engine = await t.engine(flowOfCount);
    engine.events$.subscribe();
    const run = await engine.start(flowOfCount, 3);
    const ticks: number[] = [];
    run.output('tick').subscribe(() => {
      throw new Error('the subscriber is broken');
    });
    run.output('tick').subscribe((tick) => ticks.push(tick));
    same(await t.result(run), 3);
    await t.until('the outputs', () => ticks.length === 3);
  }),
];
