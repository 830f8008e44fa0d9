import { notRun, type RunStepOptions, wanted } from '../expectations/step-runs';
import { findSubject } from '../trace/find-subject';
import { type NodeSelector, nameOf } from '../trace/node-selector';

/** A matcher for a run in which a step has run. Made by {@link ran}. */
export class Ran {
  /** Marks the matcher for the output of Jest and Vitest. */
  readonly $$typeof: symbol = Symbol.for('jest.asymmetricMatcher');

  constructor(
    private readonly node: NodeSelector,
    private readonly options: RunStepOptions = {},
  ) {}

  /** Requires a number of attempts, retries included. */
  times(times: number): Ran {
    return new Ran(this.node, { ...this.options, times });
  }

  /** Requires a number of visits with an attempt. */
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
 * Matches a run in which a step has run, wherever `expect` accepts an asymmetric matcher: in `toEqual`,
 * `toHaveBeenCalledWith`, objects and lists.
 *
 * @example expect(test).toEqual(ran(Charge).times(2))
 */
export function ran(node: NodeSelector): Ran {
  return new Ran(node);
}
