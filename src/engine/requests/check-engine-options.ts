import { invalidOption } from '../../errors';
import { type Duration, durationMs } from '../../step';
import type { DocumentStore, Storage } from '../../storage/port';
import type { BaseEngineOptions } from '../port/engine-options';
import { requireOptions } from './require-options';

type Check = readonly [expected: string, isRight: (value: unknown) => boolean];

/** The methods that a storage must have. */
const STORAGE_METHODS = {
  open: true,
  close: true,
  openLease: true,
  renewLease: true,
  closeLease: true,
  endLeases: true,
  create: true,
  commit: true,
  send: true,
  claim: true,
  claimOne: true,
  releaseRuns: true,
  runsWithMessages: true,
  messages: true,
  nextWake: true,
  hashes: true,
  load: true,
  find: true,
  list: true,
  tasks: true,
  journal: true,
  purge: true,
  watch: true,
} satisfies Record<Exclude<keyof Storage, 'pollMs' | 'documents'>, true>;

const DOCUMENT_METHODS = { get: true, list: true, due: true, write: true } satisfies Record<keyof DocumentStore, true>;

/** The options that an engine has besides those of all engines, as far as they are checked in the same way. */
type OwnOption = 'container' | 'storage' | 'transforms' | 'acceptChanges' | 'maxRecoveries';

const CHECKS = {
  container: ['a container of inversify', methods('get', 'bind', 'isBound')],
  storage: ['a storage such as sqliteStorage({ file })', isStorage],
  transforms: [
    'a transform such as compression(), or a list of them',
    (value) => [value].flat().every(methods('write', 'read')),
  ],
  classCodecs: ['a list of what classCodec() returns', listOf(methods('is', 'encode', 'decode'))],
  flows: ['a list of flows', Array.isArray],
  acceptChanges: ['a list of names of flows', listOf(isName)],
  resilience: ['an object made by new Resilience()', methods('listen', 'snapshot')],
  clock: ['a clock with now and setTimer', methods('now', 'setTimer')],
  random: ['a function that gives a number from 0 to 1', isFunction],
  authorize: ['a function', isFunction],
  strict: ['true or false', isBoolean],
  compensateOnFailure: ['true or false', isBoolean],
  retainedEvents: ['a whole number of at least 0', isCount],
  retainedRuns: ['a whole number of at least 0', isCount],
  maxRecoveries: ['a whole number of at least 0', isCount],
  maxPayload: ['a number of bytes of at least 1', (value) => typeof value === 'number' && value >= 1],
} satisfies Readonly<Record<Exclude<keyof BaseEngineOptions, 'factory'> | OwnOption, Check>>;

/**
 * Refuses options of an engine that it could not work with, or would silently read in another way, before anything is made.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkEngineOptions(given: object): void {
  const options = new Map<string, unknown>(Object.entries(requireOptions(given)));
  for (const [option, [expected, isRight]] of Object.entries(CHECKS)) {
    const value = options.get(option);
    if (value !== undefined && !satisfies(value, isRight)) throw invalidOption(option, expected, value);
  }
  for (const option of ['lease', 'retention']) {
    const value = options.get(option);
    if (value !== undefined) durationMs(value as Duration, option);
  }
}

/** A proxy may throw at whatever it is asked. */
function satisfies(value: unknown, isRight: Check[1]): boolean {
  try {
    return isRight(value);
  } catch {
    return false;
  }
}

function methods(...names: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' && value !== null && names.every((name) => isFunction(Reflect.get(value, name)));
}

function isStorage(value: unknown): boolean {
  if (!methods(...Object.keys(STORAGE_METHODS))(value)) return false;
  // It is an object with every method of one.
  const { documents } = value as Storage;
  return documents === undefined || methods(...Object.keys(DOCUMENT_METHODS))(documents);
}

function listOf(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isRight);
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
