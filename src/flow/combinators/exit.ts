import { DefinitionError, inspectValue } from '../../errors';
import { definitionOptions } from '../definition/definition-options';
import { type Composite, composite } from '../source/composite';

/** An end of a flow. Its key is the action of the flow, and the value that reaches it is the outcome. */
export interface Exit<T> extends Composite<T, never> {
  readonly kind: 'exit';
}

/**
 * Makes an exit, which ends the flow with a value.
 *
 * @param options.compensate whether the run undoes its committed steps before it ends here. Default: false
 * @example flow('claim').nodes({ pay: Pay, paid: exit<Receipt>(), rejected: exit<Rejection>({ compensate: true }) })
 */
export function exit<T>(options: { readonly compensate?: boolean } = {}): Exit<T> {
  const { compensate = false } = definitionOptions(options, { compensate: true }, 'exit()');
  if (typeof compensate !== 'boolean')
    throw new DefinitionError([
      { message: `exit(): compensate: expected true or false, got ${inspectValue(compensate)}` },
    ]);
  return composite<T, never>({ kind: 'exit', compensate }) as Exit<T>;
}
