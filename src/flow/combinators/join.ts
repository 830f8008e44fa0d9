import { DefinitionError, type FailureRecord, inspectValue, readRecord } from '../../errors';
import { type CompileError, isSystemAction, type SystemAction } from '../../step';
import type { JoinKind, Losers } from '../definition/choices';
import { asDefinition, definitionOptions } from '../definition/definition-options';
import { isKey, KEY_FORM } from '../definition/name';
import { type Composite, composite, type InOf, type OutputsOf, type ResultOf, type Source } from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';

const LOSERS: readonly unknown[] = Object.keys({ keep: true, compensate: true } satisfies Record<Losers, true>);

type Branches = Readonly<Record<string, Source>>;

type Named<B> = B &
  (string extends keyof B
    ? unknown
    : {
        readonly [K in keyof B & SystemAction]: CompileError<
          'a branch cannot have the name of a system action; rename it',
          K
        >;
      });

/** The input of all branches: the intersection of their inputs. */
type SharedInput<B> = { [K in keyof B]: (input: InOf<B[K]>) => void }[keyof B] extends (input: infer In) => void
  ? In
  : never;
type Results<B> = { readonly [K in keyof B]: ResultOf<B[K]> };

/** The result or failure of one branch or item, as data. */
export type Settled<Item, Out> =
  | { readonly ok: true; readonly item: Item; readonly value: Out }
  | { readonly ok: false; readonly item: Item; readonly failure: FailureRecord };

/** The options for the branches of a join whose results are not used. */
export interface LoserOptions {
  /**
   * `keep`: steps that a losing branch or a failed join has committed are undone only if the whole run is rolled back.
   * `compensate`: they are undone before the run continues, except if `within` ends the join. Default: `keep`.
   */
  readonly losers?: Losers;
}

/**
 * Runs all branches at once with the same input and joins their results in a record. The first failure aborts the other
 * branches and fails the node.
 *
 * @param options.until receives the results so far; `true` ends the join early with them
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
  options: LoserOptions & { readonly until?: ((done: never) => boolean) | undefined } = {},
): unknown {
  const { until, losers } = definitionOptions(options, { losers: true, until: true }, 'all()');
  if (until !== undefined && typeof until !== 'function')
    throw new DefinitionError([{ message: 'all(): until: expected a function of the results so far' }]);
  return composite({ ...join('all', branches, losers), ...(until && { until }) });
}

/** Runs all branches at once. The first one to succeed is the action; if all fail, the node fails with all failures. */
export function any<const B extends Branches>(
  branches: Named<B>,
  options: LoserOptions = {},
): Composite<SharedInput<B>, Results<B>, OutputsOf<B[keyof B]>> {
  const { losers } = definitionOptions(options, { losers: true }, 'any()');
  return composite(join('any', branches, losers));
}

/** Runs all branches at once. The first one to end is the action; if it failed, the node fails. */
export function race<const B extends Branches>(
  branches: Named<B>,
  options: LoserOptions = {},
): Composite<SharedInput<B>, Results<B>, OutputsOf<B[keyof B]>> {
  const { losers } = definitionOptions(options, { losers: true }, 'race()');
  return composite(join('race', branches, losers));
}

/** Runs all branches at once and collects the result or failure of each. Never fails because of a branch. */
export function settle<const B extends Branches>(
  branches: Named<B>,
): Composite<
  SharedInput<B>,
  { readonly next: { readonly [K in keyof B]: Settled<InOf<B[K]>, ResultOf<B[K]>> } },
  OutputsOf<B[keyof B]>
> {
  return composite(join('settle', branches));
}

function join<K extends JoinKind>(kind: K, given: Branches, losers?: Losers) {
  const branches = asDefinition(() => readRecord(given, 'branches', () => 'nodes by key', `${kind}()`));
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
    branches: Object.freeze(
      Object.fromEntries(keys.map((key) => [key, innerDefinitionOf(branches[key], `${kind}(): ${key}`)])),
    ),
    ...(losers !== undefined && { losers }),
  };
}
