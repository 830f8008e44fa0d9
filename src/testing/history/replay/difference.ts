/** A difference between a recorded run and its replay. */
export interface Difference {
  /**
   * - `route`: another edge was taken
   * - `outcome`: a node, one of its attempts, or its compensation ended differently
   * - `unknown`: the replay reaches a node that the recording did not
   * - `missing`: the recording reached a node that the replay does not
   * - `delay`: the wait before another attempt differs
   * - `input`: the input of a node differs
   * - `value`: the output of a node that really ran, or of the run, differs
   * - `end`: the run ends differently, or does not end
   * - `refused`: the flow no longer accepts an input, a form or a signal
   */
  readonly kind: 'route' | 'outcome' | 'unknown' | 'missing' | 'delay' | 'input' | 'value' | 'end' | 'refused';
  /** Position in the run; empty for the run itself. */
  readonly path: string;
  /** Both values, for people. */
  readonly message: string;
}
