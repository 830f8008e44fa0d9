import { invalidOption } from '../../errors';
import { Trace } from '../trace/trace';
import { traceOf } from '../trace/trace-of';

const EXPECTED = 'what testFlow gives, a trace, or the handle of a run of a TestEngine';

/**
 * What the run has done that a matcher was given.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what is no run of a test
 */
export function subjectOf(received: unknown): Trace {
  const trace = findSubject(received);
  if (trace) return trace;
  const isPromise = received instanceof Promise;
  throw invalidOption('expect', `${EXPECTED}${isPromise ? '; await the promise first' : ''}`, received);
}

/** The same; `undefined` for what is no run of a test. */
export function findSubject(received: unknown): Trace | undefined {
  if (received instanceof Trace) return received;
  if (typeof received !== 'object' || received === null) return undefined;
  if ('trace' in received && received.trace instanceof Trace) return received.trace;
  return traceOf(received);
}
