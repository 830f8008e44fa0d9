import { definitionOf } from '../../../../src/flow';
import { Human } from '../steps';

describe('definitionOf()', () => {
  it('gives each node with a class the class, its base and its options', () => {
    expect(definitionOf(Human)).toMatchObject({ kind: 'step', step: Human, stepKind: 'human', scope: 'singleton' });
  });
});
