import { invalidOption } from '../../../errors';

/**
 * The kind of a fault in a simulated run:
 * - `failure`: a step fails with a retryable error;
 * - `terminal failure`: a step fails with an error that is not retryable;
 * - `timeout`: a step with a limit hangs;
 * - `crash`: the process dies at a call to the storage, and another one continues;
 * - `storage error`: a call to the storage fails;
 * - `storage delay`: a call to the storage is slow.
 */
export type FaultKind = 'failure' | 'terminal failure' | 'timeout' | 'crash' | 'storage error' | 'storage delay';

const KINDS = Object.keys({
  failure: true,
  'terminal failure': true,
  timeout: true,
  crash: true,
  'storage error': true,
  'storage delay': true,
} satisfies Record<FaultKind, true>);

export const SIDES = ['before', 'after'] as const;

/** The side of a fault. `after`: the work was done or the call was made, and its result is lost. */
export type FaultSide = (typeof SIDES)[number];

/** A fault at one point of one simulated run. */
export interface Fault {
  readonly kind: FaultKind;
  readonly side: FaultSide;
  /** An execution, such as `stock#1@2`, or a call to the storage, such as `commit 3`. */
  readonly at: string;
}

/** Formats a fault for reports and for the option `faults`. */
export function faultText({ kind, side, at }: Fault): string {
  return `${kind} ${side} ${at}`;
}

const TEXT = new RegExp(`^(${KINDS.join('|')}) (before|after) \\S.*$`);

/** @throws {MillraceError} `INVALID_OPTION` for a string that describes no fault */
export function checkFaultText(text: unknown): void {
  if (typeof text === 'string' && TEXT.test(text)) return;
  throw invalidOption(
    'faults',
    'strings from the report of a simulation, such as "crash after commit 3"',
    text,
    'simulate()',
  );
}
