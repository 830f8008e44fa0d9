import { all, choose, exit, type Flow, flow, fn, node, route, sleep } from 'millrace';
import { Batch, Human, Phased, Route, Work } from '../steps';
import { faultTexts, graph, table, wireUntyped } from '../untyped';

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
});
