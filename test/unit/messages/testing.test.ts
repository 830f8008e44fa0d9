import 'millrace/testing/jest';
import { exit, flow, HumanStep, MachineStep, MillraceError, Step, signal } from 'millrace';
import {
  answerTask,
  createTestEngine,
  expectOutcome,
  type FlowTest,
  flowCoverage,
  mockNode,
  mockStep,
  replay,
  sendSignal,
  simulate,
  spyOn,
  testFlow,
} from 'millrace/testing';
import { loose } from '../flow/untyped';

@Step()
class Shout extends MachineStep<string, string> {
  execute(text: string): string {
    return `${text}!`;
  }
}

@Step()
class Other extends MachineStep<string, string> {
  execute(text: string): string {
    return text;
  }
}

@Step()
class Ask extends HumanStep<string, unknown, { yes: string }> {
  request() {
    return { title: 'Decide' };
  }
  complete(_: unknown, text: string) {
    return this.to('yes', text);
  }
}

const draft = flow('shouting').nodes({ shout: Shout, done: exit<string>() });
const shouting = draft.wire('shout', { shout: draft.to.done });
const given = { input: 'a' };
const test = loose(testFlow);

/** Mistakes of newcomers in tests. Each is written as JavaScript would allow it. */
const MISTAKES: Readonly<Record<string, (done: FlowTest) => unknown>> = {
  'an option of testFlow': () => test(shouting, { ...given, step: [] }),
  'an expectation of testFlow': () => test(shouting, { ...given, expect: { results: 'a!' } }),
  'a failure that is expected of testFlow': () => test(shouting, { ...given, expect: { failure: { kode: 'X' } } }),
  'a route of testFlow': () => test(shouting, { ...given, expect: { taken: 'shout' } }),
  'a double of a step that the flow lacks': () => test(shouting, { ...given, steps: [mockStep(Other, 'x')] }),
  'a double of a node that the flow lacks': () => test(shouting, { ...given, steps: [mockNode('shuot', 'x')] }),
  'a double of a person': () => mockStep(Ask as never, 'x'),
  'a double without an answer': () => loose(mockStep)(Shout),
  'a double of a node without a name': () => mockNode('', 1),
  'an answer of a step that asks nobody': () => loose(answerTask)(Shout, {}),
  'an option of answerTask': () => answerTask(Ask, {}, { whom: 'ann' } as never),
  'a time of sendSignal': () => sendSignal(signal<number>('paid'), 1, { after: 'soon' as never }),
  'an answer among the signals': () => test(shouting, { ...given, signals: [answerTask(Ask, {})] }),
  'a draft in testFlow': () => test(draft, given),
  'a draft in replay': () => replay(draft as never, []),
  'a draft in simulate': () => loose(simulate)(draft, given),
  'a draft in spyOn': () => spyOn(draft as never),
  'a coverage of nothing': () => flowCoverage(),
  'seeds in words': () => loose(simulate)(shouting, { ...given, seeds: 'many' }),
  'an option of createTestEngine': () => createTestEngine({ flow: [] } as never),
  'a promise in expectOutcome': () => loose(expectOutcome)(testFlow(shouting, given), {}),
  'toHaveTaken without nodes': (done) => expect(done).toHaveTaken([]),
  'toHaveTaken of a node that the flow lacks': (done) => expect(done).toHaveTaken(['shuot']),
  'toHaveRunStep with an option': (done) => expect(done).toHaveRunStep('shout', { time: 1 } as never),
  'toFailWith without a failure': (done) => expect(done).toFailWith(undefined as never),
  'toCompleteWith of a promise': () => expect(testFlow(shouting, given)).toCompleteWith('a!'),
};

describe('the message about a mistake in a test', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_, make) => {
    const done = await testFlow(shouting, given);
    const error: unknown = await Promise.resolve()
      .then(() => make(done))
      .then(
        (result) => (result as FlowTest).trace.outcome,
        (reason: unknown) => reason,
      );
    const text = MillraceError.is(error) ? error.message : 'failure' in (error as object) ? JSON.stringify(error) : '';
    expect(text).toMatchSnapshot();
    expect(text).not.toBe('');
  });
});
