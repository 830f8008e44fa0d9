import { DefinitionError, type FailureRecord } from '../../errors';
import type { SystemAction } from '../../step';
import { type Composite, composite, type EmitsOf, type InOf, type ResultOf, type Source } from '../composite';
import type { JoinDefinition } from '../definition';
import { definitionOf } from '../definition-of';
import { isKey, isSystemAction, KEY_FORM } from '../name';

type Branches = Readonly<Record<string, Source>>;

/** Shown by the compiler where a branch has the name of an action that Millrace itself gives. */
export interface ReservedBranch<Key> {
  readonly '~a branch cannot be called so, rename it': Key;
}

type Named<B> = B & (string extends keyof B ? unknown : { readonly [K in keyof B & SystemAction]: ReservedBranch<K> });

/** What all branches take: the intersection of their inputs. */
type SharedInput<B> = { [K in keyof B]: (input: InOf<B[K]>) => void }[keyof B] extends (input: infer In) => void
  ? In
  : never;
type Results<B> = { readonly [K in keyof B]: ResultOf<B[K]> };

/** How one branch or item ended, as data. */
export type Settled<Item, Out> =
  | { readonly ok: true; readonly item: Item; readonly value: Out }
  | { readonly ok: false; readonly item: Item; readonly failure: FailureRecord };

/**
 * Runs all branches at once on the same input and joins their results to a record. The first failure releases the other
 * branches and fails the node.
 *
 * @param options.until looks at the results so far; `true` ends the join early with what is there
 * @example notify: all({ mail: SendMail, slack: SendSlack })
 */
export function all<const B extends Branches>(
  branches: Named<B>,
): Composite<SharedInput<B>, { readonly next: Results<B> }, EmitsOf<B[keyof B]>>;
export function all<const B extends Branches>(
  branches: Named<B>,
  options: { readonly until: (done: Partial<Results<B>>) => boolean },
): Composite<SharedInput<B>, { readonly next: Partial<Results<B>> }, EmitsOf<B[keyof B]>>;
export function all(branches: Branches, options?: { readonly until: (done: never) => boolean }): unknown {
  return composite({ ...join('all', branches), ...(options && { until: options.until }) });
}

/** Runs all branches at once; the first that succeeds is the action, and if all fail the node fails with all failures. */
export function any<const B extends Branches>(
  branches: Named<B>,
): Composite<SharedInput<B>, Results<B>, EmitsOf<B[keyof B]>> {
  return composite(join('any', branches));
}

/** Runs all branches at once; the first that settles is the action, and if it failed the node fails. */
export function race<const B extends Branches>(
  branches: Named<B>,
): Composite<SharedInput<B>, Results<B>, EmitsOf<B[keyof B]>> {
  return composite(join('race', branches));
}

/** Runs all branches at once and gives how each of them ended; never fails because of a branch. */
export function settle<const B extends Branches>(
  branches: Named<B>,
): Composite<
  SharedInput<B>,
  { readonly next: { readonly [K in keyof B]: Settled<InOf<B[K]>, ResultOf<B[K]>> } },
  EmitsOf<B[keyof B]>
> {
  return composite(join('settle', branches));
}

function join(kind: JoinDefinition['kind'], branches: Branches): JoinDefinition {
  const keys = Object.keys(branches);
  const faults = keys
    .filter((key) => !isKey(key) || isSystemAction(key))
    .map((key) => ({
      message: `${kind}(): "${key}" cannot be a branch; use ${KEY_FORM}, and none of next, error, overdue, exhausted`,
    }));
  if (keys.length === 0) faults.push({ message: `${kind}(): at least one branch is needed` });
  if (faults.length > 0) throw new DefinitionError(faults);
  return { kind, branches: Object.freeze(Object.fromEntries(keys.map((key) => [key, definitionOf(branches[key])]))) };
}
