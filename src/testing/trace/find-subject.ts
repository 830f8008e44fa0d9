import { RunTrace } from './run-trace';
import type { Trace } from './trace';
import { traceOf } from './trace-of';

/**
 * Returns the trace of a test run from the trace itself, an object with a trace or a run handle; `undefined` for
 * anything else.
 */
export function findSubject(given: unknown): Trace | undefined {
  if (given instanceof RunTrace) return given;
  if (typeof given !== 'object' || given === null) return undefined;
  if ('trace' in given && given.trace instanceof RunTrace) return given.trace;
  return traceOf(given);
}
