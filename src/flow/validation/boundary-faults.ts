import type { DefinitionFault } from '../../errors';
import type { AnyFlow } from '../builder/draft';
import { requireFlow } from '../builder/flow-definition-of';
import { childrenOf, type Definition } from '../kinds';
import { missingDeclaration } from './undeclared-data';

/**
 * Returns the declarations that a flow lacks for data from outside: of its input, of the forms of its tasks and of the
 * payloads of the signals that it waits for. A class, a schema or `unchecked()` declares them. Without a declaration, an
 * engine refuses an input by the flow's name, a payload by the signal's name, and every form, unless they are absent
 * (`undefined` or `null`). An adapter that takes data over a network may report these faults when it starts.
 *
 * @example
 * const faults = boundaryFaults(orders);
 * if (faults.length > 0) throw new DefinitionError(faults);
 */
export function boundaryFaults(flow: AnyFlow): readonly DefinitionFault[] {
  const definition = requireFlow(flow, 'boundaryFaults()');
  const { name } = definition;
  const message = missingDeclaration(definition);
  return [...(message === undefined ? [] : [{ flow: name, message }]), ...innerFaults(definition, name)];
}

function innerFaults(definition: Definition, flow: string): readonly DefinitionFault[] {
  return childrenOf(definition).flatMap(([key, child]) => {
    // The input of an inner flow comes along an edge, which the compiler checks.
    const message = child.kind === 'flow' ? undefined : missingDeclaration(child);
    const own = message === undefined ? [] : [{ flow, node: key, message }];
    return [...own, ...innerFaults(child, child.kind === 'flow' ? child.name : flow)];
  });
}
