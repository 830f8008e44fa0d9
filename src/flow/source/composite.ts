import type { StepClass } from '../../step';
import type { Definition, NodeKind } from '../kinds';

/**
 * An entry of a node table that is not a step class: a flow, or a node made by a combinator. The members that begin
 * with `~` exist only for the compiler.
 */
export interface Composite<in In, out Routes, out Outputs = object> {
  readonly kind: NodeKind;
  /** A function, so that inputs compare contravariantly: a composite that accepts more fits where less is passed. */
  readonly '~in': (input: In) => void;
  readonly '~routes': Routes;
  readonly '~outputs': Outputs;
}

/** An entry of a node table: a step class without params, or a composite. */
export type Source = StepClass<undefined> | Composite<never, unknown>;

/** The input of a source. */
export type InOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly in: (input: infer In) => void } }
  ? In
  : S extends { readonly '~in': (input: infer In) => void }
    ? In
    : never;

/** The routes of a source: a table from action to the value that its edge carries. */
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

/** The params that `node(step, { params })` must pass to a step. */
export type ParamsOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly params: infer Params } }
  ? Params
  : never;

/**
 * The outcome for a join, a collection or `run.result()`: the bare value of a single action, else `{ action, value }`.
 */
export type Outcome<Routes> = [keyof Routes] extends ['next']
  ? Routes['next' & keyof Routes]
  : { [Action in keyof Routes]: { readonly action: Action; readonly value: Routes[Action] } }[keyof Routes];

/** {@link Outcome} of a source. */
export type ResultOf<S> = Outcome<RoutesOf<S>>;

/** Types a frozen definition for the compiler. The only place where data becomes typed. */
export function composite<In, Routes, Outputs = object>(definition: Definition): Composite<In, Routes, Outputs> {
  return Object.freeze(definition) as unknown as Composite<In, Routes, Outputs>;
}
