import { invalidOption } from '../../errors';
import { findSubject } from '../trace/find-subject';
import type { Trace } from '../trace/trace';

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
