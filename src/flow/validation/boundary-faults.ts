import type { DefinitionFault } from '../../errors';
import type { AnyFlow } from '../builder/draft';
import { requireFlow } from '../builder/flow-definition-of';
import { childrenOf, type Definition } from '../kinds';

/**
 * Returns what a flow would take from another process without any check: its input, the forms of its tasks and the
 * payloads of the signals that it waits for, unless they are declared by a class, a schema or `unchecked()`. An adapter
 * that takes such data over a network refuses a flow with these faults. Calls within the process are checked by the
 * compiler and need no declaration.
 *
 * @example
 * const faults = boundaryFaults(orders);
 * if (faults.length > 0) throw new DefinitionError(faults);
 */
export function boundaryFaults(flow: AnyFlow): readonly DefinitionFault[] {
  const definition = requireFlow(flow, 'boundaryFaults()');
  const { name, input } = definition;
  const cure = `declare a class or a schema, or write input: unchecked<…>() if it is taken on trust`;
  const own = input === undefined ? [{ flow: name, message: `the input is not checked; ${cure}` }] : [];
  return [...own, ...innerFaults(definition, name)];
}

function innerFaults(definition: Definition, flow: string): readonly DefinitionFault[] {
  return childrenOf(definition).flatMap(([key, child]) => {
    const message = faultOf(child);
    const own = message === undefined ? [] : [{ flow, node: key, message }];
    return [...own, ...innerFaults(child, child.kind === 'flow' ? child.name : flow)];
  });
}

function faultOf(definition: Definition): string | undefined {
  if (definition.kind === 'wait' && definition.payload === undefined)
    return `the payload of the signal "${definition.signal}" is not checked; declare it as signal(name, schema), or as signal(name, unchecked<…>()) if it is taken on trust`;
  if (definition.kind === 'step' && definition.stepKind === 'human' && definition.form === undefined)
    return 'the form is not checked; declare it as @Step({ form: schema }), or as @Step({ form: unchecked<…>() }) if it is taken on trust';
  return undefined;
}
