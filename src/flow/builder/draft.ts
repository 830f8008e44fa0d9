import type { CompileError, StepFailure } from '../../step';
import type { Composite, InOf, OutputsOf, RoutesOf, Source } from '../source/composite';

/** The nodes of a flow by key. */
export type NodeTable = Readonly<Record<string, Source>>;

/** A reference to a value that an earlier node of the same run has committed. */
export interface Reference<out T> {
  readonly '~out': T;
}

/** The target of an edge that carries `In`. Compares contravariantly. */
export interface Target<in In> {
  readonly '~in': (input: In) => void;
}

/** A reference for each member of a record. Strings, numbers and lists must come from a single reference. */
type Sources<In> = unknown extends In
  ? Readonly<Record<string, Reference<unknown>>>
  : In extends readonly unknown[]
    ? never
    : In extends object
      ? { readonly [K in keyof In]: Reference<In[K]> }
      : never;

/** A node as the end of an edge: `stock: to.amount`. */
export interface Handle<In> extends Target<In> {
  /**
   * Builds the input from values that earlier nodes committed. `wire` refuses a source that is not on every path to
   * here.
   */
  readonly from: (sources: Sources<In> | Reference<In>) => Target<unknown>;
  /** Maps the value of the edge with a pure function. */
  readonly via: <Value>(change: (value: Value) => In) => Target<Value>;
}

type ExitKey<N extends NodeTable, K extends keyof N> = N[K] extends { readonly kind: 'exit' } ? K : never;
type InnerKey<N extends NodeTable, K extends keyof N> = N[K] extends { readonly kind: 'exit' } ? never : K;

/** The edges of one node: one target for a node with a single action, else a target per action. `error` is optional. */
export type Edges<Routes, In> = [keyof Routes] extends ['next']
  ?
      | Target<Routes['next' & keyof Routes]>
      | { readonly next: Target<Routes['next' & keyof Routes]>; readonly error?: Target<StepFailure<In>> }
  : { readonly [Action in keyof Routes]: Target<Routes[Action]> } & { readonly error?: Target<StepFailure<In>> };

/** The wiring of a flow: the edges of every node that is not an exit. */
export type Wiring<N extends NodeTable> = {
  readonly [K in keyof N as InnerKey<N, K>]: Edges<RoutesOf<N[K]>, InOf<N[K]>>;
};

type OutReferences<Routes> = [keyof Routes] extends ['next']
  ? Reference<Routes['next' & keyof Routes]>
  : { readonly [Action in keyof Routes]: Reference<Routes[Action]> };
type MaybeReferences<Routes> = [keyof Routes] extends ['next']
  ? Reference<Routes['next' & keyof Routes] | undefined>
  : { readonly [Action in keyof Routes]: Reference<Routes[Action] | undefined> };

type ExitRoutes<N extends NodeTable> = { readonly [K in keyof N as ExitKey<N, K>]: InOf<N[K]> };
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;
type FlowRoutes<Exits> = IsUnion<keyof Exits> extends true ? Exits : { readonly next: Exits[keyof Exits] };

/** The check that the start node accepts the declared input. */
type StartsWith<S, Input> = unknown extends Input
  ? unknown
  : [Input] extends [InOf<S>]
    ? unknown
    : CompileError<'wire: the start does not take the declared input', { declared: Input; input: InOf<S> }>;
type FlowInput<S, Given> = unknown extends Given ? InOf<S> : Given;

type ChannelName<Outputs> = Outputs extends unknown ? keyof Outputs : never;
type ChannelValue<Outputs, Channel> = Outputs extends unknown
  ? Channel extends keyof Outputs
    ? Outputs[Channel]
    : never
  : never;
/** The channels of all nodes in one table. A union of tables would make declarations grow with every node. */
type Channels<Outputs> = [ChannelName<Outputs>] extends [never]
  ? object
  : { readonly [Channel in ChannelName<Outputs>]: ChannelValue<Outputs, Channel> };

/** An immutable typed graph. It can be a node of another flow: each of several exits is an action. */
export interface Flow<in In, out Routes, out Outputs = object> extends Composite<In, Routes, Outputs> {
  readonly kind: 'flow';
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
}

/** A flow of any input and output types. */
export type AnyFlow = Flow<never, unknown, unknown>;

/** A flow with nodes, but not yet wired. */
export interface FlowDraft<N extends NodeTable, Input, Given> {
  /** The nodes as targets of edges: `stock: to.amount`. */
  readonly to: { readonly [K in keyof N]: Handle<InOf<N[K]>> };
  /** The values that earlier nodes committed, for `from`; in a loop, those of the latest visit. */
  readonly out: { readonly [K in keyof N]: OutReferences<RoutesOf<N[K]>> };
  /** The same for nodes that are not on every path: `undefined` if the node did not run. */
  readonly maybe: { readonly [K in keyof N]: MaybeReferences<RoutesOf<N[K]>> };
  /** The input of the flow, of its declared type. */
  readonly input: Reference<Input>;
  /**
   * Wires the nodes and returns the flow.
   *
   * @throws {DefinitionError} with every fault: unreachable nodes, nodes without a path to an exit, handles of another
   * flow, sources that may not have run
   */
  readonly wire: <S extends keyof Wiring<N> & string>(
    start: S & StartsWith<N[S], Input>,
    wiring: Wiring<N>,
  ) => Flow<FlowInput<N[S], Given>, FlowRoutes<ExitRoutes<N>>, Channels<OutputsOf<N[keyof N]>>>;
}
