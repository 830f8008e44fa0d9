import { DefinitionError } from '../../errors';

/** Returns the fault of a phased step that uses the shared store in its work, which every attempt would repeat. */
export function sharedStoreFault(node: string, hook: 'execute' | 'fallback'): DefinitionError {
  const message = `${hook} of a PhasedStep cannot use the shared store; read it in prepare, pass on what ${hook} needs, and write it in finish`;
  return new DefinitionError([{ node, message }]);
}
