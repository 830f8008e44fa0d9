import { DefinitionError, type FailureRecord, inspectValue } from '../../errors';
import type { SystemAction } from '../../step';
import type { JoinKind, Losers } from '../definition/choices';
import { isKey, isSystemAction, KEY_FORM } from '../definition/name';
import { type Composite, composite, type InOf, type OutputsOf, type ResultOf, type Source } from '../source/composite';
import { definitionOf } from '../source/definition-of';

const LOSERS: readonly unknown[] = Object.keys({ keep: true, compensate: true } satisfies Record<Losers, true>);

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

/** What becomes of the branches of a join whose results do not count. */
export interface LoserOptions {
  /**
   * `keep`: what branches have committed that lost, or whose join failed, is undone only if the whole run is.
   * `compensate`: it is undone at once, before the run goes on; not where `within` cuts the join short. Default: `keep`.
   */
  readonly losers?: Losers;
}

/**
 * Runs all branches at once on the same input and joins their results to a record. The first failure releases the other
 * branches and fails the node.
 *
 * @param options.until looks at the results so far; `true` ends the join early with what is there
 * @example notify: all({ mail: SendMail, slack: SendSlack })
 */
export function all<const B extends Branches>(
  branches: Named<B>,
  options?: LoserOptions & { readonly until?: undefined },
): Composite<SharedInput<B>, { readonly next: Results<B> }, OutputsOf<B[keyof B]>>;
export function all<const B extends Branches>(
  branches: Named<B>,
  options: LoserOptions & { readonly until: (done: Partial<Results<B>>) => boolean },
): Composite<SharedInput<B>, { readonly next: Partial<Results<B>> }, OutputsOf<B[keyof B]>>;
export function all(
  branches: Branches,
  { until, losers }: LoserOptions & { readonly until?: ((done: never) => boolean) | undefined } = {},
): unknown {
  if (until !== undefined && typeof until !== 'function')
    throw new DefinitionError([{ message: 'all(): until: expected a function of the results so far' }]);
  return composite({ ...join('all', branches, losers), ...(until && { until }) });
}

/** Runs all branches at once; the first that succeeds is the action, and if all fail the node fails with all failures. */
export function any<const B extends Branches>(
  branches: Named<B>,
  { losers }: LoserOptions = {},
): Composite<SharedInput<B>, Results<B>, OutputsOf<B[keyof B]>> {
  return composite(join('any', branches, losers));
}

/** Runs all branches at once; the first that settles is the action, and if it failed the node fails. */
export function race<const B extends Branches>(
  branches: Named<B>,
  { losers }: LoserOptions = {},
): Composite<SharedInput<B>, Results<B>, OutputsOf<B[keyof B]>> {
  return composite(join('race', branches, losers));
}

/** Runs all branches at once and gives how each of them ended; never fails because of a branch. */
export function settle<const B extends Branches>(
  branches: Named<B>,
): Composite<
  SharedInput<B>,
  { readonly next: { readonly [K in keyof B]: Settled<InOf<B[K]>, ResultOf<B[K]>> } },
  OutputsOf<B[keyof B]>
> {
  return composite(join('settle', branches));
}

function join<K extends JoinKind>(kind: K, branches: Branches, losers?: Losers) {
  const keys = Object.keys(branches);
  const faults = keys
    .filter((key) => !isKey(key) || isSystemAction(key))
    .map((key) => ({
      message: `${kind}(): "${key}" cannot be a branch; use ${KEY_FORM}, and none of next, error, overdue, exhausted`,
    }));
  if (keys.length === 0) faults.push({ message: `${kind}(): at least one branch is needed` });
  if (losers !== undefined && !LOSERS.includes(losers))
    faults.push({ message: `${kind}(): losers: expected "keep" or "compensate", got ${inspectValue(losers)}` });
  if (faults.length > 0) throw new DefinitionError(faults);
  return {
    kind,
    branches: Object.freeze(Object.fromEntries(keys.map((key) => [key, definitionOf(branches[key])]))),
    ...(losers !== undefined && { losers }),
  };
}
