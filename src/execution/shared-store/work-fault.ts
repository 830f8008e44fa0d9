import { DefinitionError } from '../../errors';

/** The fault of a phased step whose work reaches for the shared store, where it would be repeated with every attempt. */
export function sharedStoreFault(node: string, hook: 'execute' | 'fallback'): DefinitionError {
  const message = `${hook} of a PhasedStep works without the shared store; read it in prepare, hand on what ${hook} needs, and write it in finish`;
  return new DefinitionError([{ node, message }]);
}
