import { Container } from 'inversify';
import { exit, flow, fn } from 'millrace';
import { createTestEngine, expectOutcome, type FlowTest, mockNode, type TestEngine, testFlow } from 'millrace/testing';
import { ran, registerMatchers } from 'millrace/testing/matchers';

registerMatchers(expect);

function gives(value: unknown) {
  const { to, wire } = flow('gives').nodes({ give: fn('give', () => value), done: exit<unknown>() });
  return wire('give', { give: to.done });
}

/** What TypeScript would refuse. */
const untyped = <T>(value: unknown): T => value as T;

describe('an expectation', () => {
  it.each([
    ['an error', new Error('x')],
    ['a promise', Promise.resolve(1)],
    ['a pattern', /x/],
    ['an URL', new URL('http://localhost')],
  ])('is not met by just any object where %s is expected', async (_, expected) => {
    const { failures } = await testFlow(gives({ a: 1 }), { input: 1, expect: { result: expected } });
    expect(failures).toEqual([expect.stringMatching(/^result: expected .*, got \{ a: 1 \}$/s)]);
  });

  it.each([
    [{ taken: [] }, 'expect.taken: expected a list of at least one node, got an empty list'],
    [{ taken: 'give' }, 'expect.taken: expected a list of at least one node, got "give"'],
    [{ notTaken: 'give' }, 'expect.notTaken: expected a list of nodes, got "give"'],
    [{ outputs: [] }, 'expect.outputs: expected an object, got an empty list'],
    [{ outputs: new Map() }, 'expect.outputs: expected an object, got an object'],
    [{ shared: null }, 'expect.shared: expected an object, got null'],
    [() => true, /^expectOutcome\(\): expect: expected an object with some of .*, got a function$/],
    [[], /^expectOutcome\(\): expect: expected an object with some of .*, got an empty list$/],
  ])('that says nothing is refused: %p', async (expected, message) => {
    const test = await testFlow(gives(1), { input: 1 });
    expect(() => {
      expectOutcome(test, untyped(expected));
    }).toThrow(message);
  });

  it('has to be given a test, not the promise of one', () => {
    const promise = testFlow(gives(1), { input: 1 });
    expect(() => {
      expectOutcome(untyped<FlowTest>(promise), {});
    }).toThrow('expectOutcome(): test: expected the result of testFlow; await its promise first, got a promise');
  });
});

describe('a matcher', () => {
  it('asks only whether the run has completed where nothing more is expected', async () => {
    const test = await testFlow(gives({ a: 1 }), { input: 1 });
    expect(test).toCompleteWith();
    expect(() => {
      expect(test).not.toCompleteWith();
    }).toThrow('expected the run not to complete, but it does');
    expect(() => {
      expect(test).toCompleteWith(undefined);
    }).toThrow('result: expected undefined, got { a: 1 }');
  });

  it('refuses to expect no failure in particular', async () => {
    const test = await testFlow(gives(1), { input: 1, steps: [mockNode('give', new Error('x'))] });
    expect(() => {
      expect(test).not.toFailWith(untyped(undefined));
    }).toThrow('toFailWith(): expected: expected a code, or part of a failure, got undefined');
  });

  it.each([
    [5, 'toHaveRunStep(): options: expected an object with some of times, visits, got 5'],
    [{ time: 5 }, 'toHaveRunStep(): time: there is no such option; known are times, visits; did you mean times?'],
    [{ times: Number.NaN }, 'toHaveRunStep(): times: expected a whole number of at least 0, got NaN'],
    [{ visits: '1' }, 'toHaveRunStep(): visits: expected a whole number of at least 0, got "1"'],
  ])('refuses to count %p', async (options, message) => {
    const test = await testFlow(gives(1), { input: 1 });
    expect(() => {
      expect(test).toHaveRunStep('give', untyped(options));
    }).toThrow(message);
    expect(() => {
      expect(test).not.toHaveRunStep('give', untyped(options));
    }).toThrow(message);
  });

  it('refuses a route without nodes', async () => {
    const test = await testFlow(gives(1), { input: 1 });
    expect(() => {
      expect(test).toHaveTaken([]);
    }).toThrow('toHaveTaken(): nodes: expected a list of at least one node, got an empty list');
    expect(ran('give').times(1).asymmetricMatch(test)).toBe(true);
  });
});

describe('a container', () => {
  const overridden = (container: Container, value: string): TestEngine =>
    createTestEngine({ container, bindings: [['client', value]] });

  let container: Container;
  beforeEach(() => {
    container = new Container();
    container.bind('client').toConstantValue('real');
  });

  it('is put back once, however often the engine is stopped', async () => {
    container.snapshot();
    container.rebindSync('client').toConstantValue("the suite's own");
    const engine = overridden(container, 'fake');
    expect(container.get('client')).toBe('fake');
    await engine.stop();
    await engine.stop();
    expect(container.get('client')).toBe("the suite's own");
  });

  it('keeps what a later engine has bound when an earlier one is stopped first', async () => {
    const [first, second] = [overridden(container, 'first'), overridden(container, 'second')];
    await first.stop();
    expect(container.get('client')).toBe('second');
    await second.stop();
    expect(container.get('client')).toBe('real');
  });

  it('is as it was where a binding is no binding', () => {
    expect(() => createTestEngine({ container, bindings: [['client', 'fake'], untyped(5)] })).toThrow();
    expect(container.get('client')).toBe('real');
  });
});
