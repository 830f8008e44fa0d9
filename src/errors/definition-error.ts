import { MillraceError } from './millrace-error';

/** One fault of a definition. */
export interface DefinitionFault {
  /** Name of the flow, if there is one. */
  readonly flow?: string;
  /** Key of the node in its flow, if the fault concerns a node. */
  readonly node?: string;
  /** Explains the fault and how to fix it. */
  readonly message: string;
}

function line(fault: DefinitionFault): string {
  const place = [fault.flow && `flow "${fault.flow}"`, fault.node && `node "${fault.node}"`].filter(Boolean).join(', ');
  return place ? `${place}: ${fault.message}` : fault.message;
}

/** The error for an incorrect declaration of a flow, node, step or container. Lists every fault, not only the first. */
export class DefinitionError extends MillraceError {
  readonly faults: readonly DefinitionFault[];

  constructor(faults: readonly DefinitionFault[], cause?: unknown) {
    const lines = faults.map(line);
    const message = lines.length === 1 ? (lines[0] ?? '') : `${faults.length} faults:\n- ${lines.join('\n- ')}`;
    super('DEFINITION', message, { details: { faults }, cause });
    this.faults = Object.freeze([...faults]);
  }
}
