import { inspectValue, readRecord } from '../../errors';
import type { EdgeDefinition, Mapping, SourceReference } from '../definition/edge-definition';
import type { Handle } from './draft';

const EDGE = Symbol('millrace.edge');
const SOURCE = Symbol('millrace.source');

/** The target of an edge, with the draft that owns the node. */
export interface OwnedEdge extends EdgeDefinition {
  readonly owner: object;
  /** The fault in the arguments of `from` or `via`, if any; `wire` reports it. */
  readonly fault?: string;
}

/** A source of `from`, with the draft that owns the node. */
export interface OwnedSource {
  readonly owner: object;
  readonly source: SourceReference;
}

/** Returns the edge behind a value of the wiring literal; `undefined` if it is not a target. */
export function edgeOf(target: unknown): OwnedEdge | undefined {
  return memberOf(target, EDGE) as OwnedEdge | undefined;
}

/** Returns the source behind an argument of `from`; `undefined` if it is not a reference. */
export function sourceOf(reference: unknown): OwnedSource | undefined {
  return memberOf(reference, SOURCE) as OwnedSource | undefined;
}

/** Returns the entries of a table; `undefined` of anything else, or if it cannot be read. */
export function entriesOf(table: unknown): readonly (readonly [string, unknown])[] | undefined {
  try {
    // Anything but an object is refused.
    return Object.entries(readRecord(table as object, 'table', () => 'a table'));
  } catch {
    return undefined;
  }
}

/** Returns a member of anything; `undefined` if it has none, or cannot be read. */
function memberOf(value: unknown, name: symbol): unknown {
  try {
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}

function target(
  owner: object,
  node: string,
  mapping: Mapping | undefined,
  fault?: string,
): { readonly [EDGE]: OwnedEdge } {
  return Object.freeze({
    [EDGE]: Object.freeze({ owner, target: node, mapping, ...(fault !== undefined && { fault }) }),
  });
}

/** Returns the handle of a node. */
export function handle(owner: object, node: string): Handle<never> {
  return Object.freeze({
    ...target(owner, node, undefined),
    via: (change: (value: never) => unknown) =>
      typeof change === 'function'
        ? target(owner, node, Object.freeze({ kind: 'via', change }))
        : target(owner, node, undefined, `via() needs a function, got ${inspectValue(change)}`),
    from: (sources: unknown) => from(owner, node, sources),
  }) as unknown as Handle<never>;
}

function from(owner: object, node: string, sources: unknown): object {
  const whole = sourceOf(sources);
  if (whole) return checked(owner, node, [whole], Object.freeze({ kind: 'source', source: whole.source }));
  const table = entriesOf(sources);
  if (!table)
    return target(
      owner,
      node,
      undefined,
      `from() needs references such as out.x, maybe.x or input, got ${inspectValue(sources)}`,
    );
  const found = table.map(([key, reference]) => [key, sourceOf(reference)] as const);
  const missing = table.filter(([, reference]) => sourceOf(reference) === undefined);
  if (missing.length > 0)
    return target(
      owner,
      node,
      undefined,
      `from(): ${missing.map(([key]) => key).join(', ')}: expected a reference such as out.x, maybe.x or input, got ${missing.map(([, given]) => inspectValue(given)).join(', ')}`,
    );
  const owned = found.flatMap(([key, source]) => (source ? [[key, source] as const] : []));
  const record = Object.freeze(Object.fromEntries(owned.map(([key, { source }]) => [key, source])));
  return checked(
    owner,
    node,
    owned.map(([, source]) => source),
    Object.freeze({ kind: 'record', sources: record }),
  );
}

function checked(owner: object, node: string, sources: readonly OwnedSource[], mapping: Mapping): object {
  const foreign = sources.some((source) => source.owner !== owner);
  return target(owner, node, mapping, foreign ? 'from(): a reference belongs to another flow' : undefined);
}

/**
 * Returns a reference to the value that a node commits. Only the compiler knows the actions, so any property names one:
 * `out.think` is the value of `next`, `out.think.tools` that of the action `tools`.
 */
export function reference(owner: object, node: string, optional: boolean): object {
  const base = plain(owner, node, undefined, optional);
  return new Proxy(base, {
    get: (target, property) =>
      typeof property === 'string'
        ? plain(owner, node, property, optional)
        : (Reflect.get(target, property) as unknown),
  });
}

function plain(owner: object, node: string, action: string | undefined, optional: boolean): object {
  return Object.freeze({
    [SOURCE]: { owner, source: Object.freeze({ kind: 'output', node, action, optional }) } satisfies OwnedSource,
  });
}

/** Returns the reference to the input of the flow. */
export function inputReference(owner: object): object {
  return Object.freeze({ [SOURCE]: { owner, source: Object.freeze({ kind: 'input' }) } satisfies OwnedSource });
}
