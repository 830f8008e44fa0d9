import { deepStrictEqual } from 'node:assert';
import { exit, flow, fn, key, MachineStep, node, RetryPolicy, Step, type StepContext } from 'millrace';
import { after, expectOutcome, hang, mockNode, mockStep, spyOn, testFlow } from 'millrace/testing';

// The testing harness of TinyFlow, as it is with Millrace; a test or more for each row of a list of its features. "(otherwise: …)"
// in a name marks what is done differently on purpose; docs/coming-from/tinyflow.md says why.

interface Page {
  readonly status: number;
  readonly text: string;
}

/** Must not be called in a test. */
@Step()
class Fetch extends MachineStep<string, Page> {
  execute(url: string): Page {
    throw new Error(`${url} is not reached from here`);
  }
}

const words = key('words', 0);
const count = fn('count', ({ text }: Page, ctx: StepContext) => {
  ctx.shared.set(words, text.split(' ').length);
  return text.split(' ').length;
});
const draft = flow('count-words').nodes({
  page: node(Fetch, { retry: RetryPolicy.fast, timeout: '10s' }),
  count,
  done: exit<number>(),
  gone: exit<string>(),
});
const { to } = draft;
const countWords = draft.wire('page', {
  page: { next: to.count, error: to.gone.via(({ failure }) => failure.message) },
  count: to.done,
});
const input = 'https://example.org';
const page: Page = { status: 200, text: 'to be or not' };

describe('5.19 testWorkflow', () => {
  it('5.19 gives whether the test has passed, what came of the flow, its data, its log and what is not as expected', async () => {
    // #region workflow
    const test = await testFlow(countWords, {
      input,
      steps: [mockStep(Fetch, page)],
      expect: { status: 'completed', result: { action: 'done', value: 4 }, shared: { words: 4 } },
    });
    expect(test).toMatchObject({ passed: true, failures: [], shared: { words: 4 } });
    // #endregion workflow
    expect(test.outcome).toEqual({ status: 'completed', action: 'done', value: 4 });
    expect(test.events.map(({ type }) => type)).toContain('run.completed');
    expect(test.trace.elapsedMs).toBe(0);
  });

  it('5.19 compares part of the data, deeply', async () => {
    const test = await testFlow(countWords, {
      input,
      shared: { kept: { a: [1, { b: 2 }], c: 3 } },
      steps: [mockStep(Fetch, page)],
      expect: { shared: { kept: { a: [1, { b: 2 }] } } },
    });
    expect(test.failures).toEqual([]);
    expect(() => {
      expectOutcome(test, { shared: { kept: { a: [1, { b: 3 }] }, words: 5 } });
    }).toThrow('shared.kept.a[1].b: expected 3, got 2\nshared.words: expected 5, got 4');
  });

  it('5.19 throws nothing where something is expected', async () => {
    const test = await testFlow(countWords, {
      input,
      steps: [mockNode('nowhere', 1)],
      expect: { status: 'completed' },
    });
    expect(test.passed).toBe(false);
    expect(test.failures[0]).toMatch(/^unexpected: .*node "nowhere".*there are: page \(Fetch\), count \(fn "count"\)/);
  });

  it('5.19 lets an error be expected, by its code or parts of it', async () => {
    const expected = { status: 'failed', failure: { message: /split/ } } as const;
    const broken = { status: 200 } as Page;
    const test = await testFlow(countWords, { input, steps: [mockStep(Fetch, broken)], expect: expected });
    expect(test.failures).toEqual([]);
    const other = await testFlow(countWords, {
      input,
      steps: [mockStep(Fetch, broken)],
      expect: { failure: 'TIMEOUT' },
    });
    expect(other.failures).toEqual(["failure.code: expected 'TIMEOUT', got 'STEP_FAILED'"]);
  });

  it('5.19 passes where nothing is expected, even if the run has failed', async () => {
    const test = await testFlow(countWords, { input, steps: [mockStep(Fetch, { status: 200 } as Page)] });
    expect(test.outcome.status).toBe('failed');
    expect(test.passed).toBe(true);
  });

  it('5.19 ends a test that takes too long, and says where the run stands (otherwise: the time of the flow is virtual, only the test has a limit in real time)', async () => {
    const { wire: wireForever, ...forever } = flow('forever').nodes({
      wait: fn('wait', (n: number) => n + 1),
      done: exit<number>(),
    });
    const endless = wireForever('wait', { wait: forever.to.done });
    const test = await testFlow(endless, {
      input: 1,
      patience: '1h',
      timeout: 20,
      steps: [mockNode('wait', () => new Promise(() => undefined))],
      expect: { status: 'completed' },
    });
    expect(test.failures[0]).toMatch(
      /^unexpected: the test took longer than 20 ms; run test of "forever" is running at wait$/,
    );
  });
});

describe('5.20 createMocks', () => {
  it('5.20 gives what a node is to give, without calling it', async () => {
    const { outcome, trace } = await testFlow(countWords, {
      input,
      steps: [mockNode('page', page), mockNode('count', 9)],
    });
    expect(outcome).toMatchObject({ value: 9 });
    expect(trace.calls.map(({ doubled }) => doubled)).toEqual([true, true]);
  });

  it('5.20 writes nothing to the shared store', async () => {
    const { shared } = await testFlow(countWords, { input, steps: [mockNode('page', page), mockNode('count', 9)] });
    expect(shared).toEqual({});
  });

  it('5.20 can take its time, and can fail (otherwise: retries and timeouts of the node count)', async () => {
    // #region mocks
    const { trace, outcome } = await testFlow(countWords, {
      input,
      steps: [mockStep(Fetch, hang, new Error('reset'), after('2s', page))],
    });
    expect(outcome).toMatchObject({ status: 'completed', value: 4 });
    expect(trace.calls.map(({ attempt, status, failure }) => [attempt, status, failure?.code])).toEqual([
      [1, 'failed', 'TIMEOUT'],
      [2, 'failed', 'STEP_FAILED'],
      [3, 'completed', undefined],
      [1, 'completed', undefined],
    ]);
    // #endregion mocks
    expect(trace.elapsedMs).toBeGreaterThan(12_000);
    const failing = await testFlow(countWords, { input, steps: [mockStep(Fetch, new Error('Mocked failure'))] });
    expect(failing.outcome).toEqual({ status: 'completed', action: 'gone', value: 'Mocked failure' });
  });
});

describe('5.21 FunctionSpy', () => {
  it('5.21 says which nodes were called with what, what they gave and when', async () => {
    // #region spy
    const spy = spyOn(countWords);
    await testFlow(countWords, { input, start: 1000, steps: [mockStep(Fetch, after(500, page))] });
    expect(spy.wasCalled('page')).toBe(true);
    expect(spy.wasCalled('gone')).toBe(false);
    expect(spy.callsOf(Fetch)).toEqual([
      expect.objectContaining({
        node: 'page',
        input,
        output: page,
        status: 'completed',
        startedAt: 1000,
        endedAt: 1500,
      }),
    ]);
    expect(spy.inputsOf(count)).toEqual([page]);
    expect(spy.order).toEqual(['page', 'count']);
    spy.restore();
    // #endregion spy
  });

  it('5.21 gives a copy of its calls, and forgets them when it is told to', async () => {
    const spy = spyOn(countWords);
    await testFlow(countWords, { input, steps: [mockStep(Fetch, page)] });
    const { calls } = spy;
    spy.reset();
    expect(calls).toHaveLength(2);
    expect(spy.calls).toEqual([]);
    spy.restore();
    await testFlow(countWords, { input, steps: [mockStep(Fetch, page)] });
    expect(spy.calls).toEqual([]);
  });
});

describe('5.22 assert and assertEqual', () => {
  it('5.22 (otherwise: Node has them; what is about flows, `expectOutcome` says)', async () => {
    const test = await testFlow(countWords, { input, steps: [mockStep(Fetch, page)] });
    deepStrictEqual(test.trace.result, { value: 4, action: 'done' });
    expectOutcome(test, {
      result: { action: 'done', value: (words) => Number(words) > 3 },
      taken: ['page', 'count', 'done'],
    });
    expect(() => {
      expectOutcome(test, { result: { action: 'gone' } });
    }).toThrow("result.action: expected 'gone', got 'done'");
  });
});
