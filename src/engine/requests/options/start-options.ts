import {
  invalidOption,
  invalidString,
  isList,
  isListOf,
  isStorableName,
  knownOptions,
  type MillraceError,
  type OptionNames,
} from '../../../errors';
import { durationMs } from '../../../step';
import { isPlainObject } from '../../../storage/codec';
import type { StartOptions } from '../../port/engine-options';
import { requireInteger } from '../require-integer';

/** The form of the initial values of the shared store, for messages. */
export const SHARED_FORM = 'an object with a value for each key';

const NO_OPTIONS: StartOptions = Object.freeze({});
const START_OPTIONS: OptionNames<StartOptions> = {
  id: true,
  idempotencyKey: true,
  correlationId: true,
  tags: true,
  shared: true,
  deadline: true,
  retainedEvents: true,
  signal: true,
  version: true,
};

/**
 * Checks the options of a start. Returns a copy, or empty options if there are none.
 *
 * @param by the function that takes the options, for messages
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function requireStartOptions(options: StartOptions | undefined, by: 'start()' | 'run()'): StartOptions {
  if (options === undefined) return NO_OPTIONS;
  const known = knownOptions(options, START_OPTIONS, by);
  checkStartValues(known, by);
  return known;
}

/**
 * Checks the values of a start's options, so that an invalid one is refused before anything is written.
 *
 * @param by the function that takes the options, for messages
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkStartValues(options: StartOptions, by: string): void {
  const { id, idempotencyKey, correlationId, version, tags, signal, shared, deadline, retainedEvents } = options;
  for (const [option, value] of Object.entries({ id, idempotencyKey, correlationId, version }))
    if (value !== undefined && !isStorableName(value)) throw invalidString(option, 'a non-empty string', value, by);
  if (tags !== undefined && !isListOf(tags, isStorableName)) throw invalidTags(tags, by);
  if (signal !== undefined && !isSignal(signal))
    throw invalidOption('signal', 'an AbortSignal, such as the signal of an AbortController', signal, by);
  if (shared !== undefined && !isRecord(shared)) throw invalidOption('shared', SHARED_FORM, shared, by);
  if (deadline !== undefined) durationMs(deadline, 'deadline', by);
  if (retainedEvents !== undefined) requireInteger(retainedEvents, 'retainedEvents', by);
}

/** Returns the error for the first tag that is invalid, or for what is no list. */
function invalidTags(tags: unknown, by: string): MillraceError {
  const wrong = isList(tags) ? Array.from(tags).find((tag) => !isStorableName(tag)) : undefined;
  if (typeof wrong === 'string') return invalidString('tags', 'non-empty strings', wrong, by);
  return invalidOption('tags', 'a list of non-empty strings', tags, by);
}

function isRecord(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && isPlainObject(value);
  } catch {
    // A proxy may throw on any access.
    return false;
  }
}

function isSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const { aborted, addEventListener } = value as Partial<AbortSignal>;
    return typeof aborted === 'boolean' && typeof addEventListener === 'function';
  } catch {
    // A proxy of a signal throws on any access.
    return false;
  }
}
