import { exit } from 'millrace';
import { Route, Work } from '../steps';
import { faultTexts, graph, table } from '../untyped';

const done = exit<unknown>();

describe('the paths through a flow', () => {
  const nodes = table({ a: Work, b: Route, c: Work, done });

  it('lead to every node', () => {
    expect(faultTexts(() => graph('f', 'a', nodes, { a: 'done', b: { left: 'done', right: 'c' }, c: 'done' }))).toEqual(
      [
        'b: no path leads here from the start "a"; wire it or remove it',
        'c: no path leads here from the start "a"; wire it or remove it',
      ],
    );
  });

  it('lead to every exit', () => {
    expect(faultTexts(() => graph('f', 'a', table({ a: Work, done, lost: done }), { a: 'done' }))).toEqual([
      'lost: no path leads here from the start "a"; wire it or remove it',
    ]);
  });

  it('lead from every node to an exit', () => {
    const faults = faultTexts(() => graph('f', 'b', nodes, { a: 'c', b: { left: 'a', right: 'done' }, c: 'a' }));
    expect(faults).toEqual(['a: no path leads from here to an exit', 'c: no path leads from here to an exit']);
  });

  it('may lead over error edges', () => {
    const edges = { a: { next: 'a', error: 'done' } };
    expect(faultTexts(() => graph('f', 'a', table({ a: Work, done }), edges))).toEqual([]);
  });
});
