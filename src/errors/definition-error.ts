import { inspectValue } from './inspect-value';
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

/** Maximum length of a fault in a message, in characters: it may name what the caller passed. */
const MAX_LINE = 1500;
/** Maximum number of faults in a message. */
const MAX_LINES = 100;

/** Describes a fault in messages: its place, and then the fault itself. */
export function describeFault(fault: DefinitionFault): string {
  const { flow, node, message } = fault;
  const place = [flow && `flow ${inspectValue(flow)}`, node && `node ${inspectValue(node)}`].filter(Boolean).join(', ');
  const text = place ? `${place}: ${message}` : message;
  return text.length <= MAX_LINE ? text : `${text.slice(0, MAX_LINE)}…`;
}

/** The error for an incorrect declaration of a flow, node, step or container. Lists every fault, not only the first. */
export class DefinitionError extends MillraceError {
  readonly faults: readonly DefinitionFault[];

  constructor(faults: readonly DefinitionFault[], cause?: unknown) {
    const lines = faults.slice(0, MAX_LINES).map(describeFault);
    if (faults.length > MAX_LINES) lines.push(`and ${faults.length - MAX_LINES} more`);
    const message = lines.length === 1 ? (lines[0] ?? '') : `${faults.length} faults:\n- ${lines.join('\n- ')}`;
    super('DEFINITION', message, { details: { faults }, cause });
    this.faults = Object.freeze([...faults]);
  }
}
