import { invalidOption } from '../../errors';
import { findSubject } from '../trace/find-subject';
import type { Trace } from '../trace/trace';
import type { RunMatchers } from './run-matchers';

const EXPECTED = 'the result of testFlow, a trace, or a run handle of a TestEngine';

/**
 * Returns the trace of the value that a matcher received.
 *
 * @param matcher the name of the matcher, for messages
 * @throws {MillraceError} `INVALID_OPTION` for anything but a test run
 */
export function subjectOf(received: unknown, matcher: keyof RunMatchers<void>): Trace {
  const trace = findSubject(received);
  if (trace) return trace;
  const isPromise = received instanceof Promise;
  throw invalidOption('expect', `${EXPECTED}${isPromise ? '; await the promise first' : ''}`, received, `${matcher}()`);
}
