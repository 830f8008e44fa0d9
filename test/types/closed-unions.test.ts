import { filesToChange, type Widening } from './widened';

// A union is closed if the compiler names every place that a new member needs. A place that is missing here has a default
// in which the new member would get lost.

const kindOfNode: Widening = {
  file: 'src/flow/kinds/kinds.ts',
  after: 'export type Definition =',
  member: "\n  | (import('../definition/placing').Placing & { readonly kind: 'nap' })",
};
const mapping: Widening = {
  file: 'src/flow/definition/edge-definition.ts',
  after: 'export type Mapping =',
  member: "\n  | { readonly kind: 'constant'; readonly value: unknown }",
};
const baseOfSteps: Widening = {
  file: 'src/step/bases/step-class.ts',
  after: 'export type StepKind =',
  member: " 'stream' |",
};

describe('a closed union', () => {
  it('names the places that a new kind of node needs', () => {
    expect(filesToChange(kindOfNode, 'src/flow')).toEqual([
      'src/flow/combinators/node.ts',
      'src/flow/drawing/picture-of.ts',
      'src/flow/graph/moved-place.ts',
      'src/flow/kinds/facts.ts',
      'src/flow/kinds/kinds.ts',
    ]);
  }, 60_000);

  it('names the places that a new mapping of an edge needs', () => {
    expect(filesToChange(mapping, 'src/flow')).toEqual([
      'src/flow/definition/edge-definition.ts',
      'src/flow/description/describe-edge.ts',
      'src/flow/drawing/data-arrows.ts',
      'src/flow/graph/place.ts',
    ]);
  }, 60_000);

  it('names the place that a new base of steps needs', () => {
    expect(filesToChange(baseOfSteps, 'src/flow')).toEqual(['src/flow/kinds/leaves/step.ts']);
  }, 60_000);
});
