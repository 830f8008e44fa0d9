import type { JoinKind, Losers } from '../../definition/choices';
import type { Placing } from '../../definition/placing';
import type { JoinDescription } from '../../description/description';
import type { KindFacts } from '../kind';

/** Parallel branches with the same input. */
export interface JoinData<Inner> extends Placing {
  readonly kind: JoinKind;
  readonly branches: Readonly<Record<string, Inner>>;
}

interface JoinOptions {
  readonly until?: unknown;
  readonly losers?: Losers;
}

/** Returns the facts that are common to all joins. */
export function joinFacts<Inner>(): Omit<KindFacts<JoinData<Inner> & JoinOptions, Inner, JoinDescription>, 'actions'> {
  return {
    children: ({ branches }) => Object.entries(branches),
    namesChildren: true,
    segment: (key) => key,
    hashPart: ({ kind, branches }, hashPartOf) => [
      kind,
      ...Object.entries(branches).map(([key, branch]) => [key, hashPartOf(branch)]),
    ],
    describe: ({ kind, branches, until, losers = 'keep' }, describeNode) => ({
      kind,
      branches: Object.fromEntries(Object.entries(branches).map(([key, branch]) => [key, describeNode(branch)])),
      until: until !== undefined,
      losers,
    }),
    label: ({ kind }) => kind,
    shape: () => 'work',
    leaf: () => undefined,
  };
}

/** Returns the actions of a join that one branch decides: the keys of the branches. */
export function branchKeys({ branches }: JoinData<unknown>): readonly string[] {
  return Object.keys(branches);
}
