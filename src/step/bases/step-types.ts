import type { CompileError } from '../compile-error';
import type { Subscribable } from '../subscribable';

/**
 * The types that a step class declares, in a property that exists only for the compiler. `in` and `body` are functions,
 * so that inputs compare contravariantly. Routes are declared, never computed from the output type.
 */
export interface StepTypes<In, Routes, Outputs, Params, Body = In> {
  readonly in: (input: In) => void;
  readonly routes: Routes;
  readonly outputs: Outputs;
  readonly params: Params;
  /** Takes the input of `execute`, or the form of `complete` in a human step. */
  readonly body: (input: Body) => void;
}

/** The names of the actions of Millrace itself. No route, branch or exit may have one of them. */
export type SystemAction = 'next' | 'error' | 'overdue' | 'exhausted';

/** A table of routes without the `Reserved` actions. */
export type RoutesWithout<Reserved extends SystemAction> = {
  readonly [Action in Reserved]?: CompileError<'a route cannot have the name of a system action; rename it', Action>;
};

/** The type of the channel `chunk`, on which generators and Observables stream. */
export type ChunkOf<Outputs> = Outputs extends { readonly chunk: infer Chunk } ? Chunk : never;

/**
 * The result of `execute`. The values that a generator yields and all values of an Observable go to the channel
 * `chunk`, which must be declared. The outcome is the return value of the generator, or the last value of the
 * Observable.
 */
export type Returned<Out, Outputs> =
  | Out
  | Promise<Out>
  | AsyncGenerator<ChunkOf<Outputs>, Out, unknown>
  | Subscribable<Out & ChunkOf<Outputs>>;

/** The result of `skip` that replaces the step. */
export interface Skipped<Out> {
  /** The outcome to use instead. */
  readonly instead: Out;
}
