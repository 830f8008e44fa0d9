import { type DefinitionFault, describeFault, MillraceError } from '../../errors';
import { type Definition, undeclaredData } from '../../flow';

/** The place of data from outside, for messages. */
interface Destination extends Pick<DefinitionFault, 'flow' | 'node'> {
  /** The function that takes the data. */
  readonly by: string;
  /** The way to pass the same data without a declaration, if there is one. */
  readonly otherwise?: string;
}

/**
 * Refuses data that neither the compiler nor a declaration checks. Absent data needs no declaration.
 *
 * @param definition the node that takes the data: a flow, a wait for a signal, or a human step
 * @throws {MillraceError} `INVALID_INPUT`, with the declaration that is missing
 */
export function requireDeclared(definition: Definition, data: unknown, destination: Destination): void {
  const fault = undeclaredData(definition, data);
  if (fault === undefined) return;
  const { by, otherwise, ...place } = destination;
  const message = `${by}: ${describeFault({ ...place, message: fault })}`;
  throw new MillraceError('INVALID_INPUT', otherwise === undefined ? message : `${message}; ${otherwise}`, {
    details: place,
  });
}
