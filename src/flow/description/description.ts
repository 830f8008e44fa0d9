import type { RetryPolicy, StepKind, StepScope } from '../../step';
import type { JoinKind, Losers, OnItemError } from '../definition/choices';

/** What a node may have besides what it is; times in ms. */
export interface PlacingDescription {
  readonly delayMs?: number;
  readonly deadlineMs?: number;
  readonly maxVisits?: number;
  /** Where it waits for its turn. */
  readonly queue?: ConcurrencyDescription;
}

/** A line in which nodes wait for a slot. What the key is computed with is left out. */
export interface ConcurrencyDescription {
  readonly name?: string;
  /** Slots of each key. */
  readonly limit: number;
  /** Slots of all keys together. */
  readonly total?: number;
  /** Whether there are several keys. */
  readonly keyed: boolean;
}

/** A circuit breaker, a limiter or a bulkhead. */
export interface GuardDescription {
  readonly name?: string;
  /** What it is set to; times in ms. */
  readonly settings: { readonly [setting: string]: number | string };
}

/** How a step or a function is executed. What decides by code (`retryIf`) is left out. */
export interface ExecutionDescription {
  readonly retry: Omit<RetryPolicy, 'retryIf'>;
  readonly timeoutMs?: number;
  readonly breaker?: GuardDescription;
  readonly limit?: GuardDescription;
  readonly bulkhead?: GuardDescription;
}

/** A step class at one place. Its params are left out, because they need not be data. */
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
  /** Whether it chooses its action. */
  readonly routes: boolean;
}

/** Where a flow ends. */
export interface ExitDescription {
  readonly kind: 'exit';
  readonly compensate: boolean;
}

/** Where a `from` takes a value: the input of the flow, or what a node committed. */
export type SourceDescription =
  | 'input'
  | { readonly node: string; readonly action: string; readonly optional: boolean };

/** An edge: it carries its action's value, unless `from` or `via` says otherwise. */
export interface EdgeDescription {
  readonly from: string;
  readonly action: string;
  readonly to: string;
  /** All of the target's input comes from there. */
  readonly source?: SourceDescription;
  /** The target's input is a record, whose members come from there. */
  readonly sources?: { readonly [member: string]: SourceDescription };
  /** The value is changed by a function. */
  readonly changed?: true;
}

/** What is inside a flow, whether it stands alone or is a node of another. */
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

/** Branches side by side, by key. */
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
  /** So many items of the list are one item of the body. */
  readonly chunk?: number;
  /** How many items may start per time. */
  readonly limit?: GuardDescription;
  /** Whether it tells of its progress. */
  readonly progress?: true;
}

/** A `repeat`, with its body. */
export interface RepeatDescription extends PlacingDescription {
  readonly kind: 'repeat';
  readonly body: NodeDescription;
  readonly max: number;
}

/** A node with a time limit that is a way out. */
export interface WithinDescription extends PlacingDescription {
  readonly kind: 'within';
  readonly body: NodeDescription;
  readonly ms: number;
}

/** Parts in a row. */
export interface PipeDescription extends PlacingDescription {
  readonly kind: 'pipe';
  readonly parts: readonly NodeDescription[];
}

/** A wait for a length of time. */
export interface SleepDescription extends PlacingDescription {
  readonly kind: 'sleep';
  /** Left out where a function says it. */
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

/** Everything that can be a node, told apart by `kind`. */
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

/** A flow as plain data, for tools: it holds no function and no class, and JSON keeps all of it. */
export interface FlowDescription extends GraphDescription {
  /** Version of this form. Members may be added without a new number. */
  readonly format: 1;
  /** See {@link structuralHash}. */
  readonly hash: string;
}
