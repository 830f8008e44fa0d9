import type { FailureRecord } from '../../errors';
import { invalidOption, knownOptions, type OptionNames } from '../../errors';
import { nameOf } from '../trace/node-selector';
import { standText } from '../trace/stand-text';
import type { Trace } from '../trace/trace';
import { differences, isPart } from './differences';
import type { AnyExpectation, ExpectedFailure } from './expectation';
import { checkRoute, notTakenInOrder, standsAt, takenOf } from './route';

const EXPECTATION: OptionNames<AnyExpectation> = {
  status: true,
  result: true,
  failure: true,
  taken: true,
  notTaken: true,
  standsAt: true,
  outputs: true,
  shared: true,
};
const FAILURE: OptionNames<Exclude<ExpectedFailure, string>> = {
  code: true,
  name: true,
  message: true,
  details: true,
};

/** The observed result of a test. */
export interface Seen {
  readonly trace: Trace;
  readonly shared: Readonly<Record<string, unknown>>;
}

/**
 * Returns the differences from an expectation as messages.
 *
 * @param by the function that takes the expectation, for messages
 * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have, `INVALID_OPTION` for an invalid
 * expectation
 */
export function failuresOf(given: AnyExpectation, { trace, shared }: Seen, by: string): readonly string[] {
  const expectation = checkedExpectation(given, by);
  const { status, failure, taken, notTaken = [], standsAt: node, outputs = {} } = expectation;
  const { outcome } = trace;
  const failures: string[] = [];
  if (status !== undefined && outcome.status !== status)
    failures.push(`expected the run to be ${status}; ${standText(trace)}`);
  if ('result' in expectation) failures.push(...resultDifferences(trace, expectation.result));
  if (failure !== undefined) failures.push(...failureDifferences(trace, failure));
  const routeFailure = taken && notTakenInOrder(trace, taken);
  if (routeFailure !== undefined) failures.push(routeFailure);
  for (const avoided of notTaken)
    failures.push(...takenOf(trace, avoided).map((place) => `expected the run not to reach ${place}, but it does`));
  if (node !== undefined && !standsAt(trace, node))
    failures.push(`expected the run to stand at ${nameOf(node)}; ${standText(trace)}`);
  for (const [channel, values] of Object.entries(outputs))
    failures.push(...differences(trace.emitted(channel), values, `outputs.${channel}`));
  if (expectation.shared) failures.push(...differences(shared, expectation.shared, 'shared'));
  return failures;
}

/**
 * Returns a copy of an expectation.
 *
 * @param by the function that takes it, for messages
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function checkedExpectation(given: AnyExpectation, by: string): AnyExpectation {
  const expectation = knownOptions(given, EXPECTATION, by, 'expect');
  const { taken, notTaken, outputs, shared, failure } = expectation;
  if (failure !== undefined) checkFailure(failure, by);
  if (taken !== undefined) checkRoute(taken, 'expect.taken', by);
  if (notTaken !== undefined && !Array.isArray(notTaken))
    throw invalidOption('expect.notTaken', 'a list of nodes', notTaken, by);
  for (const [key, value] of Object.entries({ outputs, shared }))
    if (value !== undefined && !isPart(value)) throw invalidOption(`expect.${key}`, 'an object', value, by);
  return expectation;
}

/** @throws {MillraceError} `INVALID_OPTION` for an expected failure with unknown members */
function checkFailure(failure: ExpectedFailure, by: string): void {
  if (typeof failure !== 'string') knownOptions(failure, FAILURE, by, 'expect.failure');
}

/** Returns a message if a run has not completed. */
export function completionFailures(trace: Trace): readonly string[] {
  return trace.outcome.status === 'completed' ? [] : [`expected the run to complete; ${standText(trace)}`];
}

/** Returns the differences from the expected result. Describes the state of a run that has not completed. */
export function resultDifferences(trace: Trace, expected: unknown): readonly string[] {
  const failures = completionFailures(trace);
  return failures.length > 0 ? failures : differences(trace.result, expected, 'result');
}

/** Returns the differences from the expected failure. */
export function failureDifferences(trace: Trace, expected: ExpectedFailure): readonly string[] {
  const { outcome } = trace;
  if (!('failure' in outcome)) return [`expected the run to fail; ${standText(trace)}`];
  const wanted: ExpectedFailure = typeof expected === 'string' ? { code: expected } : expected;
  return differences(outcome.failure satisfies FailureRecord, wanted, 'failure');
}
