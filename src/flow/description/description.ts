import type { RetryPolicy, StepKind, StepScope } from '../../step';
import type { JoinKind, Losers, OnItemError } from '../definition/choices';

/** The options of any node; times in ms. */
export interface PlacingDescription {
  readonly delayMs?: number;
  readonly deadlineMs?: number;
  readonly maxVisits?: number;
  /** The queue in which the node waits for a permit. */
  readonly queue?: ConcurrencyDescription;
}

/** A queue in which nodes wait for a permit. The function for the key is omitted. */
export interface ConcurrencyDescription {
  readonly name?: string;
  /** Permits of each key. */
  readonly limit: number;
  /** Permits of all keys together. */
  readonly total?: number;
  /** Whether there are several keys. */
  readonly keyed: boolean;
}

/** A circuit breaker, a limiter or a bulkhead. */
export interface GuardDescription {
  readonly name?: string;
  /** The settings; times in ms. */
  readonly settings: { readonly [setting: string]: number | string };
}

/** The execution options of a step or a function. Functions such as `retryIf` are omitted. */
export interface ExecutionDescription {
  readonly retry: Omit<RetryPolicy, 'retryIf'>;
  readonly timeoutMs?: number;
  readonly breaker?: GuardDescription;
  readonly limit?: GuardDescription;
  readonly bulkhead?: GuardDescription;
}

/** A step class as a node. Its params are omitted, because they may not be plain data. */
export interface StepDescription extends PlacingDescription, ExecutionDescription {
  readonly kind: 'step';
  /** Name of the class. */
  readonly step: string;
  readonly base: StepKind;
  readonly scope: StepScope;
  /** Name of the input class, or the vendor of the schema. */
  readonly input?: string;
}

/** A step written as a function. */
export interface FunctionDescription extends PlacingDescription, ExecutionDescription {
  readonly kind: 'function';
  readonly name: string;
  /** Whether the function chooses its action. */
  readonly routes: boolean;
}

/** An end of a flow. */
export interface ExitDescription {
  readonly kind: 'exit';
  readonly compensate: boolean;
}

/** A source of `from`: the input of the flow, or a value that a node committed. */
export type SourceDescription =
  | 'input'
  | { readonly node: string; readonly action: string; readonly optional: boolean };

/** An edge. It carries the value of its action, unless `from` or `via` changes it. */
export interface EdgeDescription {
  readonly from: string;
  readonly action: string;
  readonly to: string;
  /** The source of the whole input of the target. */
  readonly source?: SourceDescription;
  /** The sources of the members, if the input of the target is a record. */
  readonly sources?: { readonly [member: string]: SourceDescription };
  /** Whether a function maps the value. */
  readonly changed?: true;
}

/** The content of a flow, as a flow of its own or as a node of another. */
export interface GraphDescription {
  readonly name: string;
  readonly version: string;
  /** Name of the input class, or the vendor of the schema. */
  readonly input?: string;
  readonly start: string;
  readonly nodes: { readonly [key: string]: NodeDescription };
  readonly edges: readonly EdgeDescription[];
}

/** A flow as a node of another. */
export interface SubflowDescription extends PlacingDescription, GraphDescription {
  readonly kind: 'flow';
  readonly isolated: boolean;
}

/** A join of parallel branches by key. */
export interface JoinDescription extends PlacingDescription {
  readonly kind: JoinKind;
  readonly branches: { readonly [key: string]: NodeDescription };
  /** Whether a function may end the join early. */
  readonly until: boolean;
  readonly losers: Losers;
}

/** An `each`, with its body. */
export interface EachDescription extends PlacingDescription {
  readonly kind: 'each';
  readonly body: NodeDescription;
  readonly concurrency: number;
  readonly onError: OnItemError;
  readonly isolated: boolean;
  /** Number of items per call of the body. */
  readonly chunk?: number;
  /** The limit of items that start per time. */
  readonly limit?: GuardDescription;
  /** Whether it reports its progress. */
  readonly progress?: true;
}

/** A `repeat`, with its body. */
export interface RepeatDescription extends PlacingDescription {
  readonly kind: 'repeat';
  readonly body: NodeDescription;
  readonly max: number;
}

/** A node with a time limit. */
export interface WithinDescription extends PlacingDescription {
  readonly kind: 'within';
  readonly body: NodeDescription;
  readonly ms: number;
}

/** A chain of parts. */
export interface PipeDescription extends PlacingDescription {
  readonly kind: 'pipe';
  readonly parts: readonly NodeDescription[];
}

/** A wait for a length of time. */
export interface SleepDescription extends PlacingDescription {
  readonly kind: 'sleep';
  /** Omitted if a function computes it. */
  readonly ms?: number;
}

/** A wait for a signal. */
export interface WaitDescription extends PlacingDescription {
  readonly kind: 'wait';
  readonly signal: string;
}

/** A call of a flow by its name. */
export interface RefDescription extends PlacingDescription {
  readonly kind: 'ref';
  /** Name of the flow that is called. */
  readonly flow: string;
}

/** A node, discriminated by `kind`. */
export type NodeDescription =
  | StepDescription
  | FunctionDescription
  | ExitDescription
  | SubflowDescription
  | JoinDescription
  | EachDescription
  | RepeatDescription
  | WithinDescription
  | PipeDescription
  | SleepDescription
  | WaitDescription
  | RefDescription;

/** A flow as plain data for tools, without functions and classes. JSON preserves all of it. */
export interface FlowDescription extends GraphDescription {
  /** Version of this format. Members may be added without a new version. */
  readonly format: 1;
  /** See {@link structuralHash}. */
  readonly hash: string;
}
