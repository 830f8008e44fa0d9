import { flowOf, pipe } from 'millrace';
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

  it('refuses a node with several ways out', () => {
    expect(faultTexts(() => loose(flowOf)('x', round))).toEqual([
      'main: action "again" is not wired; add again: to.…',
      'main: action "out" is not wired; add out: to.…',
      'main: there is no action "next"; the node has again, out',
    ]);
  });
});
