import { invalidOption } from '../../../errors';

/**
 * What can go wrong in a simulated run:
 * - `failure`: a step fails, in a way that is worth another attempt;
 * - `terminal failure`: in a way that is not;
 * - `timeout`: a step that has a limit does not answer;
 * - `crash`: the process dies at a call to the storage, and another one goes on;
 * - `storage error`: such a call fails;
 * - `storage delay`: it takes a while.
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

/** `after`: the work was done, or the call was carried out, and the answer to it is lost. */
export type FaultSide = (typeof SIDES)[number];

/** Something that goes wrong at one point of one simulated run. */
export interface Fault {
  readonly kind: FaultKind;
  readonly side: FaultSide;
  /** An execution, as `stock#1@2`, or a call to the storage, as `commit 3`. */
  readonly at: string;
}

/** What stands for a fault in reports, and in the list `faults`. */
export function faultText({ kind, side, at }: Fault): string {
  return `${kind} ${side} ${at}`;
}

const TEXT = new RegExp(`^(${KINDS.join('|')}) (before|after) \\S.*$`);

/** @throws {MillraceError} `INVALID_OPTION` for a text that stands for no fault */
export function checkFaultText(text: unknown): void {
  if (typeof text === 'string' && TEXT.test(text)) return;
  throw invalidOption('faults', 'texts out of the report of a simulation, as "crash after commit 3"', text);
}
