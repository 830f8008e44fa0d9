import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit, flow, fn, type Signal, signal } from 'millrace';
import {
  after,
  answerTask,
  createTestEngine,
  mockNode,
  mockStep,
  recordHistory,
  replay,
  type SimulationOptions,
  sendSignal,
  simulate,
  stepContext,
  testFlow,
  VirtualClock,
} from 'millrace/testing';
import { Approve } from '../../../samples/expense-approval/approve';
import { expenseApproval } from '../../../samples/expense-approval/flow';

const { to, wire } = flow('gives').nodes({ give: fn('give', () => 1), done: exit<number>() });
const gives = wire('give', { give: to.done });
const approve = answerTask(Approve, { approved: true });
const expense = { id: 'e-1', employee: 'eve', amount: 2500 };

/** What TypeScript would refuse. */
const untyped = <T>(value: unknown): T => value as T;

/** What is thrown, at once or later. */
async function refusal(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

describe('a misspelt option', () => {
  it.each<[string, (options: never) => unknown, object, string]>([
    [
      'testFlow',
      (options) => testFlow(gives, options),
      { input: 1, step: [] },
      'testFlow\\(\\): step: there is no such option; known are .*; did you mean steps[?]',
    ],
    [
      'testFlow',
      (options) => testFlow(gives, options),
      { input: 1, answer: [] },
      'answer: .*answers.*did you mean answers[?]',
    ],
    [
      'testFlow',
      (options) => testFlow(gives, options),
      untyped(undefined),
      'testFlow\\(\\): options: expected an object',
    ],
    [
      'TestEngine',
      (options) => createTestEngine(options),
      { flow: [] },
      'createTestEngine\\(\\): flow: .*did you mean flows[?]',
    ],
    [
      'TestEngine',
      (options) => createTestEngine(options),
      { clock: 1 },
      'createTestEngine\\(\\): clock: there is no such option; known are container, ',
    ],
    [
      'simulate',
      (options) => simulate(gives, options),
      { input: 1, seed: 5 },
      'simulate\\(\\): seed: .*did you mean seeds[?]',
    ],
    ['replay', (options) => replay(gives, [], options), { runs: [] }, 'replay\\(\\): runs: .*did you mean run[?]'],
    [
      'answerTask',
      (options) => answerTask(Approve, { approved: true }, options),
      { whom: 'x' },
      'answerTask\\(\\): whom: there is no such option; known are by, after, node$',
    ],
    [
      'sendSignal',
      (options) => sendSignal(signal('go'), undefined, options),
      { afer: '3d' },
      'sendSignal\\(\\): afer: .*did you mean after[?]',
    ],
    [
      'stepContext',
      (options) => stepContext(options),
      { param: 1 },
      'stepContext\\(\\): param: .*did you mean params[?]',
    ],
    [
      'VirtualClock',
      (options) => new VirtualClock(options),
      { strat: 1 },
      'VirtualClock: strat: .*did you mean start[?]',
    ],
  ])('is an error of %s that lists what there is', async (_, give, options, message) => {
    expect(await refusal(() => give(untyped(options)))).toMatch(new RegExp(message));
  });

  it('does not let a secret into a file', async () => {
    const test = await testFlow(gives, { input: 1 });
    const file = join(tmpdir(), 'millrace-never-written.json');
    await expect(recordHistory(file, test, untyped({ redcat: () => 0 }))).rejects.toThrow(
      'recordHistory(): redcat: there is no such option; known are classCodecs, redact; did you mean redact?',
    );
  });
});

describe('what is in the wrong place', () => {
  it.each<[string, object, string]>([
    ['a double among the answers', { answers: [mockNode('give', 1)] }, 'answers: expected results of answerTask()'],
    ['an answer among the doubles', { steps: [approve] }, 'steps: expected doubles made by mockStep() or mockNode()'],
    ['a double among the signals', { signals: [mockNode('give', 1)] }, 'signals: expected results of sendSignal()'],
    ['one double instead of a list', { steps: mockNode('give', 1) }, 'steps: expected a list, got an object'],
    ['one answer instead of a list', { answers: approve }, 'answers: expected a list, got an object'],
    ['one flow instead of a list', { flows: gives }, 'flows: expected a list'],
    ['an expectation that is none', { expect: null }, 'expect: expected an object with some of status, '],
  ])('is an error: %s', async (_, options, message) => {
    expect(await refusal(() => testFlow(gives, untyped({ input: 1, ...options })))).toContain(message);
    if (!('flows' in options || 'expect' in options))
      expect(
        await refusal(() => simulate(gives, untyped<SimulationOptions>({ input: 1, seeds: 1, ...options }))),
      ).toContain(message);
  });

  it('is an answer that nobody asks for', async () => {
    await expect(testFlow(gives, { input: 1, answers: [approve] })).rejects.toThrow(
      'the answer to Approve has no task in "gives"; there are: no human steps',
    );
    const answers = [answerTask(Approve, { approved: true }, { node: 'nobody' })];
    await expect(testFlow(expenseApproval, { input: expense, answers })).rejects.toThrow(
      /the answer to Approve at node "nobody" has no task in "expense-approval"; there are: manager\/body \(Approve\), /,
    );
    await expect(simulate(gives, { input: 1, seeds: 1, answers: [approve] })).rejects.toThrow('has no task');
  });

  it.each<[string, () => unknown, string]>([
    ['after', () => after(untyped('2 hh'), 1), 'after: "2 hh" is not a duration'],
    ['at', () => mockNode('give', 1).at(untyped(undefined)), 'at: expected the key of a node, got undefined'],
    [
      'compensate',
      () =>
        mockStep(
          fn('f', () => 1),
          1,
        ).compensate(untyped(5)),
      'compensate: expected a function, got 5',
    ],
    ['sendSignal', () => sendSignal(untyped<Signal<number>>(undefined), 1), 'expected a token such as signal'],
    ['recordHistory', () => recordHistory('never', untyped(undefined)), 'history: expected the result of testFlow'],
    ['replay', () => replay(gives, untyped(undefined)), 'history: expected the result of testFlow'],
    ['start', () => new VirtualClock({ start: untyped('2027') }), 'start: "2027" is not a time'],
    ['start', () => new VirtualClock({ start: untyped(null) }), 'start: null is not a time'],
    ['start', () => new VirtualClock({ start: 9e15 }), 'start: 9000000000000000 is not a time'],
  ])('is refused by %s when it is given, not when it is used', async (_, act, message) => {
    expect(await refusal(act)).toContain(message);
  });
});
