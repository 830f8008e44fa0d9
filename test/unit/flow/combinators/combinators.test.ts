import {
  all,
  any,
  choose,
  each,
  exit,
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
import { actionsOf, childrenOf, definitionOf } from '../../../../src/flow';
import { round } from '../round';
import { Route, Work } from '../steps';
import { faultTexts, loose } from '../untyped';

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
    const made = definitionOf(repeat(round, { max: 3 }));
    expect(made).toMatchObject({ kind: 'repeat', max: 3 });
    expect(actionsOf(made)).toEqual(['out', 'exhausted']);
  });

  it.each([0, -1, 1.5, Number.NaN, '3', undefined])('refuses the limit %p', (max) => {
    expect(faultTexts(() => loose(repeat)(round, { max }))).toEqual([
      `repeat(): max: expected a whole number of at least 1, got ${typeof max === 'string' ? `"${max}"` : String(max)}`,
    ]);
  });
});

describe('the body of repeat()', () => {
  it('must be able to say again, as far as that can be known', () => {
    expect(faultTexts(() => loose(repeat)(Work, { max: 3 }))).toEqual([
      expect.stringContaining('repeat(): the body has the actions next; it needs several, one named again'),
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
    expect(actionsOf(definitionOf(within(round, '1s')))).toEqual(['again', 'out', 'overdue']);
  });

  it.each(['soon', -1, undefined, ''])('refuse the duration %p', (duration) => {
    expect(() => loose(within)(Work, duration)).toThrow('within(): duration: ');
    expect(() => loose(sleep)(duration)).toThrow('sleep(): duration: ');
  });

  it('take signals by name', () => {
    expect(definitionOf(waitFor(signal('payment.received')))).toMatchObject({
      kind: 'wait',
      signal: 'payment.received',
    });
    for (const name of ['', ' ', undefined, 5, 'x'.repeat(201)]) {
      expect(faultTexts(() => loose(signal)(name))).toEqual([
        expect.stringContaining('signal(): the name must be a string'),
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
    expect(actions(pipe(Work, round))).toEqual(['again', 'out']);
    expect(actions(pipe(Work, Route))).toBeUndefined();
  });

  it('refuses what branches before its end, as far as that can be known', () => {
    expect(faultTexts(() => loose(pipe)(round, Work))).toEqual([
      'pipe(): "flow" has the actions again, out; only the last part may branch; use wire',
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

describe('fn(), choose() and ref()', () => {
  it('refuse what is no function', () => {
    expect(() => fn('load', 'load.js' as never)).toThrow(
      'fn("load"): expected a function that does the work, got "load.js"',
    );
    expect(() => choose('size', undefined as never)).toThrow(
      'choose("size"): expected a function that decides, got undefined',
    );
  });

  it('need a name', () => {
    for (const name of ['', ' ', undefined, 5]) {
      expect(faultTexts(() => loose(fn)(name, () => 1))).toEqual([expect.stringContaining('fn(): the name must be')]);
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
