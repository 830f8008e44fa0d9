import { inject, injectable, injectFromBase, multiInject, optional } from 'inversify';
import {
  isInjectable,
  unknownBaseConstructor,
  untypedParameters,
} from '../../../../src/inversify/container/inversify-metadata';

class Plain {}

@injectable()
class Marked {}

class OfMarked extends Marked {}

class Explicit {
  constructor(
    @inject('a') readonly a: string,
    @multiInject('b') readonly b: readonly string[],
    @inject('c') @optional() readonly c?: string,
  ) {}
}

/** As a compiler without decorator metadata leaves it. */
function bare(type: object): void {
  Reflect.deleteMetadata('design:paramtypes', type);
}

describe('what inversify remembers of a class', () => {
  it('is whether it is injectable, for the class itself', () => {
    expect([Plain, Marked, OfMarked].map(isInjectable)).toEqual([false, true, false]);
    injectable()(OfMarked);
    expect(isInjectable(OfMarked)).toBe(true);
  });

  it('is which parameters have a token', () => {
    bare(Explicit);
    expect(untypedParameters(Explicit)).toBe(0);
    class Partly {
      constructor(
        readonly a: Plain,
        @inject('b') readonly b: string,
        readonly c: Plain,
      ) {}
    }
    expect(untypedParameters(Partly)).toBe(0);
    bare(Partly);
    expect(untypedParameters(Partly)).toBe(2);
    expect(untypedParameters(Plain)).toBe(0);
  });

  it('is nothing of a constructor that it inherits', () => {
    class Heir extends Explicit {}
    class GrandHeir extends Heir {}
    class Own extends Explicit {
      constructor() {
        super('a', []);
      }
    }
    @injectFromBase()
    class Told extends Explicit {}
    expect([Heir, GrandHeir].map(unknownBaseConstructor)).toEqual(['Explicit', 'Explicit']);
    expect([Plain, OfMarked, Own, Told, Explicit].map(unknownBaseConstructor)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
