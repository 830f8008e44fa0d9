import { notRun, type RunStepOptions, wanted } from '../expectations/step-runs';
import { findSubject } from '../trace/find-subject';
import { type NodeSelector, nameOf } from '../trace/node-selector';

/** Stands for a run of which a step has run. Made by {@link ran}. */
export class Ran {
  /** How Jest and Vitest know what to print. */
  readonly $$typeof: symbol = Symbol.for('jest.asymmetricMatcher');

  constructor(
    private readonly node: NodeSelector,
    private readonly options: RunStepOptions = {},
  ) {}

  /** So many attempts began, with those that were retried. */
  times(times: number): Ran {
    return new Ran(this.node, { ...this.options, times });
  }

  /** So many visits had an attempt. */
  visits(visits: number): Ran {
    return new Ran(this.node, { ...this.options, visits });
  }

  asymmetricMatch(received: unknown): boolean {
    const trace = findSubject(received);
    return trace !== undefined && notRun(trace, this.node, this.options) === undefined;
  }

  toString(): string {
    return `a run of the ${nameOf(this.node)}${wanted(this.options)}`;
  }

  toAsymmetricMatcher(): string {
    return this.toString();
  }
}

/**
 * A run of which a step has run, wherever `expect` takes part of a value: `toEqual`, `toHaveBeenCalledWith`, inside of objects and lists.
 *
 * @example expect(test).toEqual(ran(Charge).times(2))
 */
export function ran(node: NodeSelector): Ran {
  return new Ran(node);
}
