import { invalidOption } from '../../errors';
import { durationMs } from '../../step';
import { isPlainObject } from '../../storage/codec';
import type { StartOptions } from '../port/engine-options';
import { requireInteger } from './require-integer';
import { requireOptions } from './require-options';

const NO_OPTIONS: StartOptions = Object.freeze({});

/**
 * Checks the options of a start. Returns empty options if there are none.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function requireStartOptions(options: StartOptions | undefined): StartOptions {
  if (options === undefined) return NO_OPTIONS;
  checkStartOptions(options);
  return options;
}

/**
 * Checks the options of a start, so that an invalid one is refused before anything is written.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkStartOptions(options: StartOptions): void {
  const { id, idempotencyKey, correlationId, version, tags, signal, shared, deadline, retainedEvents } =
    requireOptions(options);
  for (const [option, value] of Object.entries({ id, idempotencyKey, correlationId, version }))
    if (value !== undefined && !isNonEmptyString(value)) throw invalidOption(option, 'a non-empty string', value);
  if (tags !== undefined && !(Array.isArray(tags) && tags.every(isNonEmptyString)))
    throw invalidOption('tags', 'a list of non-empty strings', tags);
  if (signal !== undefined && !isSignal(signal)) throw invalidOption('signal', 'an AbortSignal', signal);
  if (shared !== undefined && !isRecord(shared))
    throw invalidOption('shared', 'an object with a value for each key', shared);
  if (deadline !== undefined) durationMs(deadline, 'deadline');
  if (retainedEvents !== undefined) requireInteger(retainedEvents, 'retainedEvents');
}

function isNonEmptyString(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isPlainObject(value);
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
