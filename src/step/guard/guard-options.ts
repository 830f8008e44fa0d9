import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../../errors';
import type { Guard, GuardKind } from './guard';

const DECLARED = Symbol.for('millrace.guard');
const EXAMPLES: Readonly<Record<GuardKind, string>> = {
  breaker: 'circuitBreaker("payments")',
  limit: 'perSecond(50)',
  bulkhead: 'bulkhead(10), or a number',
};

/** The options for the guards of a step, a node or a client. */
export interface GuardOptions {
  /** Rejects calls while the service fails. A rejected call uses no attempt. Default: none. */
  readonly breaker?: Guard<'breaker'> | undefined;
  /** Limits the calls per time. The others wait in a queue, which counts towards `deadline`. Default: none. */
  readonly limit?: Guard<'limit'> | undefined;
  /** Limits the calls at once. The others wait in a queue, which counts towards `deadline`. Default: none. */
  readonly bulkhead?: Guard<'bulkhead'> | number | undefined;
}

/** A bulkhead declared as a number. Each such object has its own state, as each declaration has. */
export interface BulkheadSize {
  readonly kind: 'bulkhead';
  readonly name: undefined;
  readonly settings: { readonly size: number };
}

/** The validated guards of a step, a node or a client. */
export interface Guards {
  readonly breaker?: Guard<'breaker'>;
  readonly limit?: Guard<'limit'>;
  readonly bulkhead?: Guard<'bulkhead'> | BulkheadSize;
}

const GUARD: OptionNames<Guard> = { kind: true, name: true, settings: true, open: true };

/**
 * Declares a custom guard, such as a limiter that counts in Redis for all processes.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a kind other than breaker, limit and bulkhead, or an empty name
 * @example const shared = defineGuard({ kind: 'limit', name: 'api', settings: {}, open: (host) => new RedisLimit(redis, host) });
 */
export function defineGuard<Kind extends GuardKind>(guard: Guard<Kind>): Guard<Kind> {
  const { kind, name, settings, open } = knownOptions<Guard<Kind>>(guard, GUARD, 'defineGuard()');
  if (!Object.hasOwn(EXAMPLES, kind))
    throw refused('kind', `expected "breaker", "limit" or "bulkhead", got ${inspectValue(kind)}`);
  if (name !== undefined && !isName(name))
    throw refused('name', `expected a string of 1 to 200 characters, got ${inspectValue(name)}`);
  if (typeof open !== 'function') throw refused('open', 'expected a function that returns the state of the guard');
  const made = { kind, name, settings: Object.freeze({ ...settings }), open };
  // Not enumerable, so that a copy of the declaration does not have it.
  Object.defineProperty(made, DECLARED, { value: true });
  return Object.freeze(made);
}

/** Returns the guards among some options. */
export function guardsOf(options: GuardOptions): Guards {
  return {
    ...only('breaker', options.breaker),
    ...only('limit', options.limit),
    ...only('bulkhead', sized(options.bulkhead)),
  };
}

function only<Kind extends GuardKind, Given>(kind: Kind, given: Given | undefined): { readonly [K in Kind]?: Given } {
  if (given === undefined) return {};
  if (typeof given === 'object' && given !== null && 'kind' in given && given.kind === kind) {
    const isDeclared = Object.hasOwn(given, DECLARED);
    if (isDeclared) return { [kind]: given } as { readonly [K in Kind]?: Given };
    throw refused(
      kind,
      'this is a copy of a declaration, which would count separately; use the declared object, or declare another one with its own name',
    );
  }
  throw refused(kind, `expected ${EXAMPLES[kind]}, got ${kindOf(given)}`);
}

function sized(given: GuardOptions['bulkhead']): Guards['bulkhead'] {
  if (typeof given !== 'number') return given;
  const made: BulkheadSize = { kind: 'bulkhead', name: undefined, settings: { size: atLeastOne(given, 'bulkhead') } };
  Object.defineProperty(made, DECLARED, { value: true });
  return Object.freeze(made);
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least 1 */
export function atLeastOne(value: number, option: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw refused(option, `expected a whole number of at least 1, got ${inspectValue(value)}`);
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name.trim() !== '' && name.length <= 200;
}

function refused(option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: ${message}`, { details: { option } });
}

/** Returns the kind of a guard passed for another one, or a short description of any other value. */
function kindOf(given: unknown): string {
  if (typeof given !== 'object' || given === null || !('kind' in given)) return inspectValue(given);
  const { kind } = given;
  return typeof kind === 'string' && Object.hasOwn(EXAMPLES, kind) ? `a ${kind}` : inspectValue(given);
}
