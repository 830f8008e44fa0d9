import { isInstance } from '../foreign/is-instance';

/** The space that facts may still take; shared by all errors behind one. */
export interface FactBudget {
  /** In characters, with {@link VALUE_COST} for each value. */
  left: number;
}

/** Maximum depth of a fact. */
const MAX_DEPTH = 5;
/** Maximum number of properties of an object, and of items of a list. */
const MAX_PROPERTIES = 100;
/** Maximum length of a string, in characters. */
const MAX_TEXT = 2000;
/** The cost of a value besides its characters. */
const VALUE_COST = 8;

const MASKED = '[secret]';
/** The names under which HTTP clients keep credentials. */
const CREDENTIAL =
  /^((proxy-)?authorization|(set-)?cookie|(x-)?api[-_]?key|auth|password|(client[-_]?)?secret|(access[-_]?|refresh[-_]?)?token)$/i;
/** The names under which HTTP clients keep what they sent, with its credentials and its body. */
const SENT = new Set(['config', 'request', 'req', 'options']);

/**
 * Returns the own enumerable data properties of an object that are plain data, as JSON supports it. Secrets and
 * credentials are masked; getters, functions, instances of classes and requests are omitted. Never throws.
 */
export function plainFacts(
  object: object,
  omitted: ReadonlySet<string>,
  budget: FactBudget,
): Readonly<Record<string, unknown>> {
  try {
    return isIndexed(object) ? {} : properties(object, omitted, budget, 0);
  } catch {
    // A proxy may throw on any access.
    return {};
  }
}

function properties(object: object, omitted: ReadonlySet<string>, budget: FactBudget, depth: number): Facts {
  const facts: [string, unknown][] = [];
  for (const [key, { enumerable, value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (facts.length === MAX_PROPERTIES || budget.left <= 0) break;
    if (enumerable === true && !omitted.has(key) && !SENT.has(key)) add(facts, key, value, budget, depth);
  }
  // Keeps a property named `__proto__` an ordinary one.
  return Object.fromEntries(facts);
}

type Facts = Readonly<Record<string, unknown>>;

function add(facts: [string, unknown][], key: string, value: unknown, budget: FactBudget, depth: number): void {
  budget.left -= VALUE_COST + key.length;
  const fact = CREDENTIAL.test(key) ? MASKED : factOf(value, budget, depth);
  if (fact !== undefined) facts.push([key, fact]);
}

/** Returns the value as a fact; `undefined` if it is none. */
function factOf(value: unknown, budget: FactBudget, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return text(value, budget);
    case 'number':
    case 'bigint':
      // JSON has no -0.
      return typeof value === 'number' && Number.isFinite(value) ? value + 0 : text(String(value), budget);
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return depth < MAX_DEPTH ? objectFact(value, budget, depth + 1) : undefined;
    case 'undefined':
    case 'symbol':
    case 'function':
      return undefined;
  }
}

function text(value: string, budget: FactBudget): string {
  const short = value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}…`;
  budget.left -= short.length;
  return short;
}

function objectFact(value: object, budget: FactBudget, depth: number): unknown {
  try {
    if (Array.isArray(value)) return items(value, budget, depth);
    if (isPlain(value)) return properties(value, NONE, budget, depth);
    if (isInstance(value, Map) || isHeaders(value)) return entries(value, budget, depth);
    return jsonFact(value, budget, depth);
  } catch {
    // A proxy may throw on any access.
    return undefined;
  }
}

const NONE: ReadonlySet<string> = new Set();

function items(list: readonly unknown[], budget: FactBudget, depth: number): readonly unknown[] {
  const facts: unknown[] = [];
  for (const item of list) {
    if (facts.length === MAX_PROPERTIES || budget.left <= 0) break;
    budget.left -= VALUE_COST;
    // Keeps the other items in their places.
    facts.push(factOf(item, budget, depth) ?? null);
  }
  return facts;
}

function entries(map: Iterable<readonly [unknown, unknown]>, budget: FactBudget, depth: number): Facts {
  const facts: [string, unknown][] = [];
  for (const [key, value] of map) {
    if (facts.length === MAX_PROPERTIES || budget.left <= 0) break;
    if (typeof key === 'string') add(facts, key, value, budget, depth);
  }
  return Object.fromEntries(facts);
}

/** Returns whether the properties of an object are its items. */
function isIndexed(object: object): boolean {
  return Array.isArray(object) || ArrayBuffer.isView(object);
}

/** Returns the JSON form of an instance that declares one: a Date, a URL, a Secret, the headers of axios. */
function jsonFact(value: object, budget: FactBudget, depth: number): unknown {
  if (isIndexed(value)) return undefined;
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== 'function') return undefined;
  const json: unknown = Reflect.apply(toJSON, value, []);
  if (typeof json !== 'object' || json === null) return factOf(json, budget, depth);
  return isPlain(json) || Array.isArray(json) ? factOf(json, budget, depth) : undefined;
}

/** Returns whether an object comes from a literal, or from JSON. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

/** The headers of `fetch`, also those of a library that brings its own. */
function isHeaders(value: object): value is Iterable<readonly [unknown, unknown]> {
  return Object.prototype.toString.call(value) === '[object Headers]' && Symbol.iterator in value;
}
