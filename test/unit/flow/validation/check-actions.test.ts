import {
  all,
  choose,
  createEngine,
  exit,
  type Flow,
  flow,
  fn,
  node,
  pipe,
  RouterStep,
  ref,
  repeat,
  route,
  Step,
  sleep,
  within,
} from 'millrace';
import { Batch, Human, Phased, Route, Work } from '../steps';
import { faultTexts, graph, loose, table, wireUntyped } from '../untyped';

const done = exit<unknown>();

describe('the actions of a node', () => {
  const wired = (source: unknown, ...actions: readonly string[]) => {
    const one = flow('f').nodes(table({ it: source, done }));
    return faultTexts(() =>
      wireUntyped(one, 'it', { it: Object.fromEntries(actions.map((action) => [action, one.to['done']])) }),
    );
  };
  const inner = graph('inner', 'r', table({ r: Route, ok: done, no: done }), {
    r: { left: 'ok', right: 'no' },
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a machine step', Work, ['next']],
    ['a batch step', Batch, ['next']],
    ['a function', fn('f', () => 1), ['next']],
    ['a join', all({ x: Work }), ['next']],
    ['a sleep', sleep('1s'), ['next']],
    ['a flow with several exits', inner, ['ok', 'no']],
    ['a flow at a place', node(inner as Flow<never, unknown>, { isolated: true }), ['ok', 'no']],
  ])('of %s must be wired, and no others', (_, source, actions) => {
    expect(wired(source, ...actions)).toEqual([]);
    expect(wired(source, ...actions, 'error')).toEqual([]);
    expect(wired(source, ...actions, 'other')).toEqual([
      `it: there is no action "other"; the node has ${actions.join(', ')}`,
    ]);
    const [first] = actions;
    expect(wired(source, ...actions.slice(1), 'error')).toContain(
      `it: action "${first ?? ''}" is not wired; add ${first ?? ''}: to.…`,
    );
  });

  it.each<[string, unknown]>([
    ['a router', Route],
    ['a human step', Human],
    ['a phased step', Phased],
    ['a decision', choose('c', () => route('left', 1))],
  ])('of %s are known to the compiler only, but there must be one', (_, source) => {
    expect(wired(source, 'whatever')).toEqual([]);
    expect(wired(source)).toContain('it: no action is wired; the flow cannot continue from here');
    expect(wired(source, 'error')).toContain('it: no action is wired; the flow cannot continue from here');
  });

  @Step({ actions: ['left', 'right'] })
  class Declared extends RouterStep<number, { left: number; right: number }> {
    execute(n: number) {
      return this.to('left', n);
    }
  }
  const declared = choose('c', () => route('left', 1), { actions: ['left', 'right'] as never });

  it.each<[string, unknown]>([
    ['a router', Declared],
    ['a decision', declared],
    [
      'a pipe that ends with one',
      loose(pipe)(
        fn('f', () => 1),
        Declared,
      ),
    ],
    ['a router in a node', node(Declared, { timeout: '1s' })],
  ])('of %s that declares them must be wired, and no others', (_, source) => {
    expect(wired(source, 'left', 'right', 'error')).toEqual([]);
    expect(wired(source, 'left')).toEqual(['it: action "right" is not wired; add right: to.…']);
    expect(wired(source, 'left', 'right', 'other')).toEqual([
      'it: there is no action "other"; the node has left, right',
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['within()', within(Route, '1h'), ['overdue']],
    ['repeat()', loose(repeat)(Route, { max: 2 }), ['exhausted']],
    ['both', within(loose(repeat)(Route, { max: 2 }) as never, '1h'), ['exhausted', 'overdue']],
  ])('that %s adds must be wired, even if those of the body are not known', (_, source, added) => {
    expect(wired(source, 'left', ...added)).toEqual([]);
    expect(wired(source, 'left')).toEqual(
      added.map((action) => `it: action "${action}" is not wired; add ${action}: to.…`),
    );
  });

  it('have names, and none of them is that of a system action', () => {
    for (const actions of ['left', [], [5], ['next'], ['']]) {
      expect(() => loose(choose)('c', () => 1, { actions })).toThrow('choose("c"): actions: expected a list of names');
      expect(() => loose(Step({ actions: actions as never }))(Route)).toThrow(
        '@Step of Route: actions: expected a list',
      );
    }
  });

  it('cannot be declared by a step with one action', () => {
    expect(() => loose(Step({ actions: ['left'] }))(Work)).toThrow(
      '@Step of Work: actions: the step has the only action next; remove the option, or extend RouterStep',
    );
  });

  it('of a flow that is called by name are checked when it is registered', async () => {
    const called = graph('called', 'r', table({ r: Route, ok: done, no: done }), { r: { left: 'ok', right: 'no' } });
    const calling = (...actions: readonly string[]) => {
      const draft = flow('calling').nodes(table({ call: ref('called'), done }));
      return wireUntyped(draft, 'call', { call: Object.fromEntries(actions.map((one) => [one, draft.to['done']])) });
    };
    const start = async (...actions: readonly string[]) => {
      const engine = await createEngine({ flows: [called, calling(...actions)] });
      await engine.stop();
    };
    await start('ok', 'no');
    await expect(start('ok')).rejects.toThrow(
      'flow "calling", node "call": ref("called"): action "no" is not wired; add no: to.…',
    );
    await expect(start('ok', 'no', 'maybe')).rejects.toThrow('ref("called"): there is no action "maybe"');
  });
});
