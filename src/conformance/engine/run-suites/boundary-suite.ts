import { exit, flow, fn, signal, waitFor } from '../../../flow';
import { HumanStep, type InputType, Step, unchecked } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import type { EngineHarness } from '../engine-harness';
import { only, waitingFlow } from '../flows';
import { numberSchema } from '../number-schema';

/** Data of an unknown type, as a request from another process carries it. */
const DATA: readonly unknown[] = [7, 0, '', false, {}, []];

/** Returns its input. */
const echo = fn('echo', (value: unknown) => value);

/** Returns a flow that asks a person for a form, and returns the form. */
function asking(form?: InputType) {
  @Step(form ? { form } : {})
  class Ask extends HumanStep<unknown, unknown, { answered: unknown }> {
    request() {
      return { title: 'Answer' };
    }
    complete(answer: unknown) {
      return this.to('answered', answer);
    }
  }
  const draft = flow('asking').nodes({ ask: Ask, done: exit<unknown>() });
  return draft.wire('ask', { ask: { answered: draft.to.done } });
}

/** Returns an engine with a run whose task is open, and the id of the task. */
async function opened(t: EngineHarness, form?: InputType) {
  const asked = asking(form);
  const engine = await t.engine(asked);
  const run = await engine.start(asked, null);
  await t.reaches(run, 'waiting');
  const [task] = (await engine.tasks.list({ runId: run.id })).items;
  if (!task) throw new Error('expected an open task');
  return { engine, run, id: task.id };
}

/** Returns a flow that waits for a signal with a declared payload. */
function counting() {
  return only('counting', waitFor(signal('count', numberSchema)));
}

/** Data that the compiler cannot check needs a declaration: a class, a schema or `unchecked()`. */
export const boundarySuite: readonly EngineCheck[] = [
  check('an input by the name of a flow that declares none is refused, and nothing is started', async (t) => {
    const echoing = only('echoing', echo);
    const engine = await t.engine(echoing);
    for (const data of DATA) await refuses(engine.start('echoing', data, { idempotencyKey: 'k' }), 'INVALID_INPUT');
    same((await engine.list()).items, []);
    same(await t.result(await engine.start(echoing, 7, { idempotencyKey: 'k' })), 7);
  }),

  check('a flow without an input is started by its name', async (t) => {
    const engine = await t.engine(only('echoing', echo));
    for (const absent of [undefined, null]) same(await t.result(await engine.start('echoing', absent)), absent);
  }),

  check('an input by the name of a flow is checked by its declaration', async (t) => {
    const numbers = flow('numbers', { input: numberSchema }).nodes({ echo, done: exit<unknown>() });
    const anything = flow('anything', { input: unchecked() }).nodes({ echo, done: exit<unknown>() });
    const engine = await t.engine(
      numbers.wire('echo', { echo: numbers.to.done }),
      anything.wire('echo', { echo: anything.to.done }),
    );
    await refuses(engine.start('numbers', 'seven'), 'INVALID_INPUT');
    same(await t.result(await engine.start('numbers', '7')), 7);
    same(await t.result(await engine.start('anything', { n: 7 })), { n: 7 });
  }),

  check('a form for a step that declares none is refused before it is acknowledged', async (t) => {
    const { engine, run, id } = await opened(t);
    for (const form of DATA) await refuses(engine.tasks.complete(id, { by: 'ann', form }), 'INVALID_FORM');
    await t.idle();
    same([await run.status(), (await engine.tasks.get(id))?.trail.length], ['waiting', 1]);
  }),

  check('a task of a step that declares no form is completed without one', async (t) => {
    const asked = asking();
    const engine = await t.engine(asked);
    for (const completion of [{ by: 'ann' }, { by: 'ann', form: null }]) {
      const run = await engine.start(asked, null);
      await t.reaches(run, 'waiting');
      await engine.tasks.complete(`${run.id}:ask#1`, completion);
      same(await t.result(run), completion.form);
    }
  }),

  check('a form that is declared as unchecked is accepted as it is', async (t) => {
    const { engine, run, id } = await opened(t, unchecked());
    await engine.tasks.complete(id, { by: 'ann', form: { any: 'thing' } });
    same(await t.result(run), { any: 'thing' });
  }),

  check('a payload by the name of a signal that declares none is refused', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined, { idempotencyKey: 'k' });
    await t.reaches(run, 'waiting');
    for (const target of [{ runId: run.id }, { flow: 'waiting', idempotencyKey: 'k' }])
      for (const data of DATA) await refuses(engine.signal(target, 'go', data), 'INVALID_INPUT');
    await t.idle();
    same(await run.status(), 'waiting');
  }),

  check('a signal without a payload is sent by its name', async (t) => {
    const called = only('called', waitFor(signal('call')));
    const engine = await t.engine(called);
    const run = await engine.start(called, undefined);
    await engine.signal({ runId: run.id }, 'call');
    same(await t.result<unknown>(run), undefined);
  }),

  check('a signal by its name is checked by the declaration in the flow of its run', async (t) => {
    const engine = await t.engine(counting());
    const [first, second] = [
      await engine.start('counting', undefined),
      await engine.start('counting', undefined, { idempotencyKey: 'k' }),
    ];
    await t.reaches(first, 'waiting');
    await refuses(engine.signal({ runId: first.id }, 'count', 'seven'), 'INVALID_INPUT');
    await refuses(engine.signal({ runId: first.id }, 'count'), 'INVALID_INPUT');
    same(await first.status(), 'waiting');
    await engine.signal({ runId: first.id }, 'count', '7');
    same(await t.result(first), 7);
    await engine.signal({ flow: 'counting', idempotencyKey: 'k' }, 'count', '8');
    same(await t.result(second), 8);
  }),

  check('a signal by a name that the flow of its run does not wait for is refused', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting, counting());
    const run = await engine.start(waiting, undefined);
    for (const name of ['count', 'unknown', ''])
      await refuses(engine.signal({ runId: run.id }, name), 'INVALID_SIGNAL');
    await refuses(engine.signal({ runId: 'unknown' }, 'count', 7), 'UNKNOWN_RUN');
  }),

  check('a signal that the flow of its run declares in several ways is refused by its name', async (t) => {
    const draft = flow('mixed').nodes({
      first: waitFor(signal('count', numberSchema)),
      second: waitFor(signal('count', unchecked<number>())),
      done: exit<number>(),
    });
    const { to } = draft;
    const mixed = draft.wire('first', { first: to.second, second: to.done });
    const engine = await t.engine(mixed);
    const run = await engine.start(mixed, undefined);
    await refuses(engine.signal({ runId: run.id }, 'count', 7), 'INVALID_SIGNAL');
    await t.reaches(run, 'waiting');
  }),
];
