import { invalidOption, isList, isListOf } from '../../../errors';
import { type Duration, durationMs } from '../../../step';
import { DOCUMENT_METHODS, STORAGE_METHODS, type Storage } from '../../../storage/port';
import type { BaseEngineOptions } from '../../port/engine-options';

type Check = readonly [expected: string, isValid: (value: unknown) => boolean];

/** The options of particular engines that are checked in the same way as those of all engines. */
type OwnOption = 'container' | 'storage' | 'transforms' | 'acceptChanges' | 'maxRecoveries';

const CHECKS = {
  container: ['a container of inversify, such as new Container()', methods('get', 'bind', 'isBound')],
  storage: ['a storage such as sqliteStorage({ file })', isStorage],
  transforms: [
    'a transform such as compression(), or a list of them',
    (value) => methods('write', 'read')(value) || isListOf(value, methods('write', 'read')),
  ],
  classCodecs: ['a list of what classCodec() returns', listOf(methods('is', 'encode', 'decode'))],
  flows: ['a list of flows, such as [orders]', isList],
  acceptChanges: ['a list of flow names', listOf(isName)],
  resilience: ['an object made by new Resilience()', methods('listen', 'snapshot')],
  clock: ['a clock with now, monotonic and setTimer', methods('now', 'monotonic', 'setTimer')],
  random: ['a function that returns a number from 0 to 1', isFunction],
  authorize: ['a function', isFunction],
  strict: ['true or false', isBoolean],
  compensateOnFailure: ['true or false', isBoolean],
  keepAlive: ['true or false', isBoolean],
  retainedEvents: ['a whole number of at least 0', isCount],
  retainedRuns: ['a whole number of at least 0', isCount],
  maxRecoveries: ['a whole number of at least 0', isCount],
  maxPayload: ['a number of bytes of at least 1', (value) => typeof value === 'number' && value >= 1],
} satisfies Readonly<Record<Exclude<keyof BaseEngineOptions, 'factory'> | OwnOption, Check>>;

/**
 * Checks the values of an engine's options, so that an invalid one is refused before anything is created.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkEngineOptions(options: object): void {
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [option, [expected, isValid]] of Object.entries(CHECKS)) {
    const value = values.get(option);
    if (value !== undefined && !satisfies(value, isValid))
      throw invalidOption(option, expected, value, 'createEngine()');
  }
  for (const option of ['lease', 'retention']) {
    const value = values.get(option);
    if (value !== undefined) durationMs(value as Duration, option, 'createEngine()');
  }
}

/** Returns whether a value passes a check. A check that throws, as on a hostile proxy, counts as failed. */
function satisfies(value: unknown, isValid: Check[1]): boolean {
  try {
    return isValid(value);
  } catch {
    return false;
  }
}

function methods(...names: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' && value !== null && names.every((name) => isFunction(Reflect.get(value, name)));
}

function isStorage(value: unknown): boolean {
  if (!methods('watch', ...Object.keys(STORAGE_METHODS))(value)) return false;
  // The value has every method of a storage.
  const { documents } = value as Storage;
  return documents === undefined || methods(...Object.keys(DOCUMENT_METHODS))(documents);
}

function listOf(isValid: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => isListOf(value, isValid);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
