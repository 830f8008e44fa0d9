import { type Composite, composite } from '../source/composite';

/** Where a flow ends. Its key is the action of the flow; the value that reaches it is the flow's outcome. */
export interface Exit<T> extends Composite<T, never> {
  readonly kind: 'exit';
}

/**
 * Ends the flow with a value.
 *
 * @param options.compensate undo what the run has committed before it ends here. Default: false
 * @example flow('claim').nodes({ pay: Pay, paid: exit<Receipt>(), rejected: exit<Rejection>({ compensate: true }) })
 */
export function exit<T>(options: { readonly compensate?: boolean } = {}): Exit<T> {
  return composite<T, never>({ kind: 'exit', compensate: options.compensate === true }) as Exit<T>;
}
