import type { CompileError } from '../compile-error';
import type { Subscribable } from '../subscribable';

/**
 * What a step class declares, kept in a property that exists only for the compiler. `in` and `body` are functions, so
 * that inputs compare contravariantly; routes are declared and never computed from the output type.
 */
export interface StepTypes<In, Routes, Outputs, Params, Body = In> {
  readonly in: (input: In) => void;
  readonly routes: Routes;
  readonly outputs: Outputs;
  readonly params: Params;
  /** What `execute` (of a human step: `complete`) is called with. */
  readonly body: (input: Body) => void;
}

/** Names of actions that Millrace itself gives; no route and no exit may be called so. */
export type SystemAction = 'next' | 'error' | 'overdue' | 'exhausted';

/** A table of routes without the `Reserved` actions. */
export type RoutesWithout<Reserved extends SystemAction> = {
  readonly [Action in Reserved]?: CompileError<'a route cannot have the name of a system action; rename it', Action>;
};

/** The type of the channel `chunk`, on which generators and Observables stream. */
export type ChunkOf<Outputs> = Outputs extends { readonly chunk: infer Chunk } ? Chunk : never;

/**
 * What `execute` may return. A generator's yields and all values of an Observable go to the channel `chunk`, which must
 * be declared; a generator's return value, or an Observable's last value, is the outcome.
 */
export type Returned<Out, Outputs> =
  | Out
  | Promise<Out>
  | AsyncGenerator<ChunkOf<Outputs>, Out, unknown>
  | Subscribable<Out & ChunkOf<Outputs>>;

/** What `skip` gives to pass the step over. */
export interface Skipped<Out> {
  /** The value to go on with. */
  readonly instead: Out;
}
