import { exit, flow, flowOf, fn, HumanStep, Step, unchecked } from 'millrace';
import { answerTask, createTestEngine, testFlow } from 'millrace/testing';

const echoing = flowOf(
  'echoing',
  fn('echo', (value: number) => value),
);

@Step()
class Acknowledge extends HumanStep<unknown, undefined, { seen: string }> {
  request() {
    return { title: 'Read this' };
  }
  complete(form: undefined) {
    return this.to('seen', String(form));
  }
}

@Step()
class Undeclared extends HumanStep<unknown, number, { seen: number }> {
  request() {
    return { title: 'How many?' };
  }
  complete(form: number) {
    return this.to('seen', form);
  }
}

@Step({ form: unchecked<number>() })
class Trusting extends HumanStep<unknown, number, { seen: number }> {
  request() {
    return { title: 'How many?' };
  }
  complete(form: number) {
    return this.to('seen', form);
  }
}

function asking<Value>(Asks: new () => HumanStep<unknown, never, { seen: Value }>) {
  const draft = flow('asking').nodes({ ask: Asks, done: exit<Value>() });
  return draft.wire('ask' as never, { ask: { seen: draft.to.done } });
}

describe('a test takes data without a declaration', () => {
  it('from a start with the flow, and not by its name', async () => {
    await expect(testFlow(echoing, { input: 7 })).resolves.toMatchObject({ result: 7 });
    const engine = createTestEngine({ flows: [echoing] });
    await expect(engine.start('echoing', 7)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'start(): flow "echoing": the input is not checked; declare a class or a schema, or write input: unchecked<…>() if it is taken on trust; a start with the flow itself needs no declaration',
      details: { flow: 'echoing' },
    });
    await engine.stop();
  });

  it('from no answer to a task', async () => {
    const answers = [answerTask(Undeclared, 7)];
    await expect(testFlow(asking(Undeclared), { input: null as never, answers })).rejects.toMatchObject({
      code: 'INVALID_FORM',
    });
  });

  it('from an answer without a form', async () => {
    const answers = [answerTask(Acknowledge, undefined as never)];
    await expect(testFlow(asking(Acknowledge), { input: null as never, answers })).resolves.toMatchObject({
      result: 'undefined',
    });
  });

  it('from an answer that is declared as unchecked', async () => {
    const answers = [answerTask(Trusting, 7)];
    await expect(testFlow(asking(Trusting), { input: null as never, answers })).resolves.toMatchObject({ result: 7 });
  });
});
