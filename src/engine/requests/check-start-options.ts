import { invalidOption } from '../../errors';
import { durationMs } from '../../step';
import { isPlainObject } from '../../storage/codec';
import type { StartOptions } from '../port/engine-options';
import { requireInteger } from './require-integer';
import { requireOptions } from './require-options';

const NONE: StartOptions = Object.freeze({});

/**
 * What a start says, or that it says nothing.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function requireStartOptions(given: StartOptions | undefined): StartOptions {
  if (given === undefined) return NONE;
  checkStartOptions(given);
  return given;
}

/**
 * Refuses what storages would each take in another way, before anything is written.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkStartOptions(options: StartOptions): void {
  const { id, idempotencyKey, correlationId, version, tags, signal, shared, deadline, retainedEvents } =
    requireOptions(options);
  for (const [option, given] of Object.entries({ id, idempotencyKey, correlationId, version }))
    if (given !== undefined && !isText(given)) throw invalidOption(option, 'a text that is not empty', given);
  if (tags !== undefined && !(Array.isArray(tags) && tags.every(isText)))
    throw invalidOption('tags', 'a list of texts that are not empty', tags);
  if (signal !== undefined && !isSignal(signal)) throw invalidOption('signal', 'an AbortSignal', signal);
  if (shared !== undefined && !isTable(shared))
    throw invalidOption('shared', 'an object with a value for each key', shared);
  if (deadline !== undefined) durationMs(deadline, 'deadline');
  if (retainedEvents !== undefined) requireInteger(retainedEvents, 'retainedEvents');
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isPlainObject(value);
}

function isSignal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}
