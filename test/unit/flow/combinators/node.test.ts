import { all, each, exit, fn, node, RetryPolicy, sleep } from 'millrace';
import { childrenOf, definitionOf } from '../../../../src/flow';
import { round } from '../round';
import { Batch, Work } from '../steps';
import { faultTexts, loose } from '../untyped';

describe('node()', () => {
  it('puts its options over those of @Step', () => {
    const made = node(Work, {
      retry: RetryPolicy.patient,
      timeout: '1s',
      deadline: '1m',
      delay: '5s',
      maxVisits: 3,
    });
    expect(definitionOf(made)).toMatchObject({
      kind: 'step',
      step: Work,
      retry: RetryPolicy.patient,
      timeoutMs: 1000,
      deadlineMs: 60_000,
      delayMs: 5000,
      maxVisits: 3,
    });
  });

  it('refuses options that do not exist, each by its name', () => {
    expect(faultTexts(() => loose(node)(Work, { maxRetries: 3, timeout: '1s', tiemout: '1s' }))).toEqual([
      expect.stringMatching(/^node\(\): maxRetries: there is no such option; known are params, retry, timeout, /),
      expect.stringMatching(/^node\(\): tiemout: /),
    ]);
  });

  it('leaves what it was given unchanged', () => {
    const before = node(Work, { timeout: '1s' });
    node(before, { timeout: '2s' });
    expect(definitionOf(before)).toMatchObject({ timeoutMs: 1000 });
    expect(Object.isFrozen(before)).toBe(true);
  });

  it('keeps the outer options where it is nested', () => {
    expect(definitionOf(node(node(Work, { timeout: '1s', delay: 5 }), { timeout: '2s' }))).toMatchObject({
      timeoutMs: 2000,
      delayMs: 5,
    });
  });

  it('gives a batch step retry and timeout for each item, and the rest for the list', () => {
    expect(definitionOf(node(Batch, { timeout: '1s', deadline: '2m', retry: RetryPolicy.fast }))).toMatchObject({
      kind: 'each',
      concurrency: 3,
      deadlineMs: 120_000,
      body: { kind: 'step', step: Batch, timeoutMs: 1000, retry: RetryPolicy.fast },
    });
    expect(definitionOf(Batch)).toMatchObject({ deadlineMs: 60_000, body: { retry: { maxAttempts: 2 } } });
    expect(childrenOf(definitionOf(Batch))[0]?.[1]).not.toHaveProperty('deadlineMs');
  });

  it('may isolate a flow', () => {
    expect(definitionOf(node(round, { isolated: true, deadline: '1h' }))).toMatchObject({
      kind: 'flow',
      isolated: true,
      deadlineMs: 3_600_000,
    });
  });

  it.each<[string, unknown, object, string]>([
    ['retry on a flow', round, { retry: RetryPolicy.fast }, '"flow" cannot have retry; put it on the steps inside'],
    ['timeout on a flow', round, { timeout: '1s' }, '"flow" cannot have timeout; put it on the steps inside, or use'],
    ['isolated on a step', Work, { isolated: true }, '"step" cannot have isolated; it belongs on a flow'],
    ['isolated on a function', fn('f', () => 1), { isolated: true }, '"function" cannot have isolated'],
    ['retry on a join', all({ a: Work }), { retry: RetryPolicy.fast }, '"all" cannot have retry'],
    ['timeout on a sleep', sleep('1s'), { timeout: '1s' }, '"sleep" cannot have timeout'],
    ['retry on each', each(Work), { retry: RetryPolicy.fast }, '"each" cannot have retry'],
    ['options on an exit', exit(), { delay: '1s' }, 'an exit has no options'],
    ['no visits', Work, { maxVisits: 0 }, 'maxVisits: expected a whole number of at least 1, got 0'],
    ['half a visit', Work, { maxVisits: 0.5 }, 'maxVisits'],
    ['a text as visits', Work, { maxVisits: '3' }, 'maxVisits'],
    ['a timeout that is no duration', Work, { timeout: 'soon' }, 'timeout: "soon" is not a duration'],
    ['a delay that is no duration', Work, { delay: -1 }, 'delay: -1 is not a duration'],
    ['a deadline that is no duration', Work, { deadline: {} }, 'deadline'],
    ['less than one attempt', Work, { retry: { maxAttempts: 0 } }, 'retry.maxAttempts: expected a whole number'],
    ['a retry that is a number', Work, { retry: 3 }, 'retry: expected an object with some of maxAttempts'],
    ['what is no node', 5, {}, 'expected a step class'],
  ])('refuses %s', (_, source, options, message) => {
    const [fault, ...others] = faultTexts(() => loose(node)(source, options));
    expect(fault).toContain(message);
    expect(others).toEqual([]);
  });
});
