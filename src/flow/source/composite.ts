import type { StepClass } from '../../step';
import type { Definition, NodeKind } from '../kinds';

/**
 * Anything that can stand in a node table besides a step class: what the combinators give, and every flow. The members
 * that begin with `~` exist only for the compiler.
 */
export interface Composite<in In, out Routes, out Outputs = object> {
  readonly kind: NodeKind;
  /** Compares contravariantly: a composite that takes more fits where less is given. */
  readonly '~in': (input: In) => void;
  readonly '~routes': Routes;
  readonly '~outputs': Outputs;
}

/** What can stand in a node table: a step class without params, or a composite. */
export type Source = StepClass<undefined> | Composite<never, unknown>;

/** What a source takes. */
export type InOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly in: (input: infer In) => void } }
  ? In
  : S extends { readonly '~in': (input: infer In) => void }
    ? In
    : never;

/** The ways out of a source: a table from action to the value that the edge carries. */
export type RoutesOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly routes: infer Routes } }
  ? Routes
  : S extends { readonly '~routes': infer Routes }
    ? Routes
    : never;

/** The output channels of a source. */
export type OutputsOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly outputs: infer Outputs } }
  ? Outputs
  : S extends { readonly '~outputs': infer Outputs }
    ? Outputs
    : never;

/** What `node(step, { params })` must give. */
export type ParamsOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly params: infer Params } }
  ? Params
  : never;

/** What a join, a collection or `run.result()` sees: the bare value of a one-way node, else `{ action, value }`. */
export type Outcome<Routes> = [keyof Routes] extends ['next']
  ? Routes['next' & keyof Routes]
  : { [Action in keyof Routes]: { readonly action: Action; readonly value: Routes[Action] } }[keyof Routes];

/** {@link Outcome} of a source. */
export type ResultOf<S> = Outcome<RoutesOf<S>>;

/** Gives a definition the type that the compiler checks; the one place where data becomes typed. */
export function composite<In, Routes, Outputs = object>(definition: Definition): Composite<In, Routes, Outputs> {
  return Object.freeze(definition) as unknown as Composite<In, Routes, Outputs>;
}
