import type { FailureRecord } from '../../errors';
import { invalidOption } from '../../errors';
import { nameOf } from '../trace/node-selector';
import { standText } from '../trace/stand-text';
import type { Trace } from '../trace/trace';
import { differences } from './differences';
import type { AnyExpectation, ExpectedFailure } from './expectation';
import { notTakenInOrder, standsAt, takenOf } from './route';

const KNOWN: readonly string[] = [
  'status',
  'result',
  'failure',
  'taken',
  'notTaken',
  'standsAt',
  'outputs',
  'shared',
] satisfies readonly (keyof AnyExpectation)[];

/** What there is to look at. */
export interface Seen {
  readonly trace: Trace;
  readonly shared: Readonly<Record<string, unknown>>;
}

/**
 * What of an expectation does not hold, as texts.
 *
 * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have, `INVALID_OPTION` for what is no expectation
 */
export function failuresOf(expectation: AnyExpectation, { trace, shared }: Seen): readonly string[] {
  for (const key of Object.keys(expectation))
    if (!KNOWN.includes(key)) throw invalidOption('expect', `some of ${KNOWN.join(', ')}`, key);
  const { status, failure, taken, notTaken = [], standsAt: node, outputs = {} } = expectation;
  const { outcome } = trace;
  const failures: string[] = [];
  if (status !== undefined && outcome.status !== status)
    failures.push(`expected the run to be ${status}; ${standText(trace)}`);
  if ('result' in expectation) failures.push(...resultDifferences(trace, expectation.result));
  if (failure !== undefined) failures.push(...failureDifferences(trace, failure));
  const astray = taken && notTakenInOrder(trace, taken);
  if (astray !== undefined) failures.push(astray);
  for (const avoided of notTaken)
    failures.push(...takenOf(trace, avoided).map((place) => `expected the run not to come to ${place}, which it has`));
  if (node !== undefined && !standsAt(trace, node))
    failures.push(`expected the run to stand at ${nameOf(node)}; ${standText(trace)}`);
  for (const [channel, values] of Object.entries(outputs))
    failures.push(...differences(trace.emitted(channel), values, `outputs.${channel}`));
  if (expectation.shared) failures.push(...differences(shared, expectation.shared, 'shared'));
  return failures;
}

/** Where what a run completed with is not what is expected; a run that did not complete says how it stands. */
export function resultDifferences(trace: Trace, expected: unknown): readonly string[] {
  const { outcome, result } = trace;
  if (outcome.status !== 'completed') return [`expected the run to complete; ${standText(trace)}`];
  return differences(result, expected, 'result');
}

/** Where what a run failed with is not what is expected. */
export function failureDifferences(trace: Trace, expected: ExpectedFailure): readonly string[] {
  const { outcome } = trace;
  if (!('failure' in outcome)) return [`expected the run to fail; ${standText(trace)}`];
  const wanted: ExpectedFailure = typeof expected === 'string' ? { code: expected } : expected;
  return differences(outcome.failure satisfies FailureRecord, wanted, 'failure');
}
