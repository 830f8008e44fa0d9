/** Something that today is not as it was yesterday. */
export interface Difference {
  /**
   * - `route`: another edge was taken
   * - `outcome`: something else came of a node, of one of its attempts, or of its undoing
   * - `unknown`: today comes to what yesterday did not
   * - `missing`: yesterday came to what today does not
   * - `delay`: the wait before another attempt is another
   * - `input`: a node is given something else
   * - `value`: a node that really ran, or the run itself, gives something else
   * - `end`: the run ends in another way, or does not
   * - `refused`: what came from outside is not taken any more: the input, a form, a signal
   */
  readonly kind: 'route' | 'outcome' | 'unknown' | 'missing' | 'delay' | 'input' | 'value' | 'end' | 'refused';
  /** Where in the run; empty for the run itself. */
  readonly path: string;
  /** What it was and what it is, for people. */
  readonly message: string;
}
