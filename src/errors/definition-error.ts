import { MillraceError } from './millrace-error';

/** One thing that is wrong with a definition. */
export interface Fault {
  /** Name of the flow, where there is one. */
  readonly flow?: string;
  /** Key of the node in its flow, where the fault is a node's. */
  readonly node?: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

function line(fault: Fault): string {
  const place = [fault.flow && `flow "${fault.flow}"`, fault.node && `node "${fault.node}"`].filter(Boolean).join(', ');
  return place ? `${place}: ${fault.message}` : fault.message;
}

/** A flow, node, step or container is declared wrongly. Lists every fault found, not only the first. */
export class DefinitionError extends MillraceError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[], cause?: unknown) {
    const lines = faults.map(line);
    const message = lines.length === 1 ? (lines[0] ?? '') : `${faults.length} faults:\n- ${lines.join('\n- ')}`;
    super('DEFINITION', message, { details: { faults }, cause });
    this.faults = Object.freeze([...faults]);
  }
}
