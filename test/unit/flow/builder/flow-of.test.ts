import { flowOf, fn, pipe, unchecked } from 'millrace';
import { actionsOf, flowDefinitionOf } from '../../../../src/flow';
import { round } from '../round';
import { OtherWork, Work } from '../steps';
import { faultTexts, loose } from '../untyped';

describe('flowOf()', () => {
  it('is a flow of one node and one exit', () => {
    const made = flowDefinitionOf(flowOf('ingest', pipe(Work, OtherWork), { version: '2.0.0' }));
    expect(made).toMatchObject({ name: 'ingest', version: '2.0.0', start: 'main' });
    expect(made.edges).toEqual({ main: { next: { target: 'done', mapping: undefined } } });
    expect(actionsOf(made)).toEqual(['next']);
  });

  it('declares the input of its runs', () => {
    const length = fn('length', (text: string) => text.length);
    const input = unchecked<string>();
    expect(flowDefinitionOf(flowOf('length', length, { input })).input).toBe(input);
    // @ts-expect-error a declaration that does not produce the input of the node
    expect(() => flowOf('length', length, { input: unchecked<number>() })).not.toThrow();
    expect(faultTexts(() => loose(flowOf)('length', length, { input: 7 }))).toEqual([
      'input: expected a class or a Standard Schema (zod, valibot, …), got 7',
    ]);
  });

  it('refuses a node with several ways out', () => {
    expect(faultTexts(() => loose(flowOf)('x', round))).toEqual([
      'main: action "again" is not wired; add again: to.…',
      'main: action "out" is not wired; add out: to.…',
      'main: there is no action "next"; the node has again, out',
    ]);
  });
});
