import { RunTrace } from './run-trace';
import type { Trace } from './trace';
import { traceOf } from './trace-of';

/** What a run of a test has done: of a trace, of what has one, or of the handle of a run; `undefined` for anything else. */
export function findSubject(given: unknown): Trace | undefined {
  if (given instanceof RunTrace) return given;
  if (typeof given !== 'object' || given === null) return undefined;
  if ('trace' in given && given.trace instanceof RunTrace) return given.trace;
  return traceOf(given);
}
