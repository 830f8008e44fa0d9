import { AssertionError } from 'node:assert';
import { invalidOption } from '../../errors';
import type { FlowTest } from '../harness/flow-test';
import { findSubject } from '../trace/find-subject';
import type { Expectation } from './expectation';
import { failuresOf } from './failures-of';

/**
 * Asserts the result of a test.
 *
 * @throws {AssertionError} with every difference
 * @throws {MillraceError} `UNKNOWN_NODE`, `INVALID_OPTION`
 * @example expectOutcome(await testFlow(fulfilment, { input: order }), { result: { total: 12 } })
 */
export function expectOutcome<Result>(test: FlowTest<Result>, expectation: Expectation<NoInfer<Result>>): void {
  if (!findSubject(test))
    throw invalidOption('test', 'the result of testFlow; await its promise first', test, 'expectOutcome()');
  const failures = failuresOf(expectation, test, 'expectOutcome()');
  if (failures.length === 0) return;
  throw new AssertionError({ message: failures.join('\n'), stackStartFn: expectOutcome });
}
