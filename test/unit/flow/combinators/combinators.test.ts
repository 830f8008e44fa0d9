import {
  all,
  any,
  choose,
  each,
  exit,
  flow,
  flowOf,
  fn,
  node,
  pipe,
  RetryPolicy,
  race,
  ref,
  repeat,
  route,
  settle,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { actionsOf, childrenOf, definitionOf, flowDefinitionOf } from '../../../../src/flow';
import { Batch, Human, OtherWork, Route, Work } from '../steps';
import { faultTexts } from '../untyped';

const loose = <F>(combinator: F) => combinator as unknown as (...given: readonly unknown[]) => unknown;

const round = flow('round').nodes({ ways: Route, again: exit<unknown>(), out: exit<unknown>() });
const inner = round.wire('ways', { ways: { left: round.to.again, right: round.to.out } });

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
    expect(definitionOf(node(inner, { isolated: true, deadline: '1h' }))).toMatchObject({
      kind: 'flow',
      isolated: true,
      deadlineMs: 3_600_000,
    });
  });

  it.each<[string, unknown, object, string]>([
    ['retry on a flow', inner, { retry: RetryPolicy.fast }, '"flow" cannot have retry; put it on the steps inside'],
    ['timeout on a flow', inner, { timeout: '1s' }, '"flow" cannot have timeout; put it on the steps inside, or use'],
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
    ['a retry that is a number', Work, { retry: 3 }, 'retry: expected a RetryPolicy'],
    ['what is no node', 5, {}, 'expected a step class'],
  ])('refuses %s', (_, source, options, message) => {
    const [fault, ...others] = faultTexts(() => loose(node)(source, options));
    expect(fault).toContain(message);
    expect(others).toEqual([]);
  });
});

describe('each()', () => {
  it('works on ten items at once and stops at the first failure, unless told otherwise', () => {
    expect(definitionOf(each(Work))).toMatchObject({ concurrency: 10, onError: 'stop', isolated: false });
    expect(definitionOf(each(Work, { concurrency: 2, onError: 'collect', isolated: true }))).toMatchObject({
      concurrency: 2,
      onError: 'collect',
      isolated: true,
    });
  });

  it.each<[object, string]>([
    [{ concurrency: 0 }, 'concurrency: expected a whole number of at least 1, got 0'],
    [{ concurrency: 1.5 }, 'concurrency'],
    [{ concurrency: Number.POSITIVE_INFINITY }, 'concurrency'],
    [{ concurrency: '3' }, 'concurrency'],
    [{ onError: 'ignore' }, 'onError: expected "stop", "finish" or "collect", got "ignore"'],
    [{ onError: null }, 'onError'],
  ])('refuses %j', (options, message) => {
    expect(faultTexts(() => loose(each)(Work, options))).toEqual([expect.stringContaining(`each(): ${message}`)]);
  });
});

describe('repeat()', () => {
  it('leaves by all actions but again, and by exhausted', () => {
    const made = definitionOf(repeat(inner, { max: 3 }));
    expect(made).toMatchObject({ kind: 'repeat', max: 3 });
    expect(actionsOf(made)).toEqual(['out', 'exhausted']);
  });

  it.each([0, -1, 1.5, Number.NaN, '3', undefined])('refuses the limit %p', (max) => {
    expect(faultTexts(() => loose(repeat)(inner, { max }))).toEqual([
      `repeat(): max: expected a whole number of at least 1, got ${typeof max === 'string' ? `"${max}"` : String(max)}`,
    ]);
  });
});

describe('the body of repeat()', () => {
  it('must be able to say again, as far as that can be known', () => {
    expect(faultTexts(() => loose(repeat)(Work, { max: 3 }))).toEqual([
      'repeat(): the body has the ways out next; one of several must be called again',
    ]);
    expect(faultTexts(() => loose(repeat)(Route, { max: 3 }))).toEqual([]);
  });
});

describe('within(), sleep() and waitFor()', () => {
  it('hold durations in ms', () => {
    expect(definitionOf(within(Work, '48h'))).toMatchObject({ kind: 'within', ms: 172_800_000 });
    expect(definitionOf(sleep('3d'))).toMatchObject({ kind: 'sleep', ms: 259_200_000 });
  });

  it('add the action overdue', () => {
    expect(actionsOf(definitionOf(within(inner, '1s')))).toEqual(['again', 'out', 'overdue']);
  });

  it.each(['soon', -1, undefined, ''])('refuse the duration %p', (duration) => {
    expect(() => loose(within)(Work, duration)).toThrow('within: ');
    expect(() => loose(sleep)(duration)).toThrow('sleep: ');
  });

  it('take signals by name', () => {
    expect(definitionOf(waitFor(signal('payment.received')))).toMatchObject({
      kind: 'wait',
      signal: 'payment.received',
    });
    for (const name of ['', ' ', undefined, 5, 'x'.repeat(201)]) {
      expect(faultTexts(() => loose(signal)(name))).toEqual([
        expect.stringContaining('signal: the name must be a text'),
      ]);
    }
    expect(faultTexts(() => loose(waitFor)({}))).toHaveLength(1);
  });
});

describe('joins', () => {
  const joins = { all, any, race, settle };

  it.each(Object.entries(joins))('%s() keeps its branches in order', (kind, join) => {
    const made = definitionOf(join({ b: Work, a: Route }));
    expect(made.kind).toBe(kind);
    expect(childrenOf(made).map(([key]) => key)).toEqual(['b', 'a']);
  });

  it('any() and race() leave by the key of a branch, the others by next', () => {
    const actions = Object.values(joins).map((join) => actionsOf(definitionOf(join({ b: Work, a: Route }))));
    expect(actions).toEqual([['next'], ['b', 'a'], ['b', 'a'], ['next']]);
  });

  it.each(Object.entries(joins))('%s() lists every branch that cannot be', (kind, join) => {
    expect(faultTexts(() => loose(join)({ '1a': Work, next: Work, error: Work, ok: Work }))).toEqual([
      expect.stringContaining(`${kind}(): "1a" cannot be a branch`),
      expect.stringContaining(`${kind}(): "next" cannot be a branch`),
      expect.stringContaining(`${kind}(): "error" cannot be a branch`),
    ]);
    expect(faultTexts(() => join({}))).toEqual([`${kind}(): at least one branch is needed`]);
    expect(faultTexts(() => loose(join)({ a: 5 }))).toHaveLength(1);
  });
});

describe('pipe()', () => {
  it('is left by the actions of its last part', () => {
    const actions = (made: object) => actionsOf(definitionOf(made));
    expect(
      actions(
        pipe(
          Work,
          fn('f', (x: number) => x),
        ),
      ),
    ).toEqual(['next']);
    expect(actions(pipe(Work, inner))).toEqual(['again', 'out']);
    expect(actions(pipe(Work, Route))).toBeUndefined();
  });

  it('refuses what branches before its end, as far as that can be known', () => {
    expect(faultTexts(() => loose(pipe)(inner, Work))).toEqual([
      'pipe(): "flow" has the ways out again, out; only the last part may branch, use wire',
    ]);
    expect(faultTexts(() => loose(pipe)(race({ a: Work }), Work))).toHaveLength(1);
    expect(faultTexts(() => loose(pipe)(within(Work, '1s'), Work))).toHaveLength(1);
  });

  it('refuses exits, and to be empty', () => {
    expect(faultTexts(() => loose(pipe)(exit(), Work))).toHaveLength(1);
    expect(faultTexts(() => loose(pipe)(Work, exit()))).toEqual(['pipe(): an exit cannot be part of a pipe']);
    expect(faultTexts(() => loose(pipe)())).toEqual(['pipe(): at least one step is needed']);
  });
});

describe('flowOf()', () => {
  it('is a flow of one node and one exit', () => {
    const made = flowDefinitionOf(flowOf('ingest', pipe(Work, OtherWork), { version: '2.0.0' }));
    expect(made).toMatchObject({ name: 'ingest', version: '2.0.0', start: 'main' });
    expect(made.edges).toEqual({ main: { next: { target: 'done', mapping: undefined } } });
    expect(actionsOf(made)).toEqual(['next']);
  });

  it('refuses a node with several ways out', () => {
    expect(faultTexts(() => loose(flowOf)('x', inner))).toEqual([
      'main: action "again" is not wired; add again: to.…',
      'main: action "out" is not wired; add out: to.…',
      'main: there is no action "next"; the node has again, out',
    ]);
  });
});

describe('fn(), choose() and ref()', () => {
  it('refuse what is no function', () => {
    expect(() => fn('load', 'load.js' as never)).toThrow(
      'fn("load"): expected a function that does the work, got string',
    );
    expect(() => choose('size', undefined as never)).toThrow(
      'choose("size"): expected a function that decides, got undefined',
    );
  });

  it('need a name', () => {
    for (const name of ['', ' ', undefined, 5]) {
      expect(faultTexts(() => loose(fn)(name, () => 1))).toEqual([expect.stringContaining('fn: the name must be')]);
      expect(faultTexts(() => loose(choose)(name, () => route('a', 1)))).toHaveLength(1);
      expect(faultTexts(() => loose(ref)(name))).toHaveLength(1);
    }
  });

  it('make functions without retry', () => {
    expect(definitionOf(fn('f', () => 1))).toMatchObject({ kind: 'function', routes: false, retry: RetryPolicy.none });
    expect(definitionOf(choose('c', () => route('a', 1)))).toMatchObject({ kind: 'function', routes: true });
    expect(
      definitionOf(
        node(
          fn('f', () => 1),
          { timeout: 5 },
        ),
      ),
    ).toMatchObject({ kind: 'function', timeoutMs: 5 });
  });
});

describe('definitionOf()', () => {
  it('gives each node with a class the class, its base and its options', () => {
    expect(definitionOf(Human)).toMatchObject({ kind: 'step', step: Human, stepKind: 'human', scope: 'singleton' });
  });
});
