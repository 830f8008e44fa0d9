import type {
  Duration,
  Guard,
  Guards,
  InputType,
  RetryPolicy,
  StepClass,
  StepContext,
  StepKind,
  StepScope,
} from '../step';

/** A line in which runs or nodes wait for one of its slots, whichever run they belong to. */
export interface ConcurrencyDefinition {
  /** Left out, the line is called after the flow or the node. */
  readonly name?: string;
  /** Slots of each key. */
  readonly limit: number;
  /** Slots of all keys together. */
  readonly total?: number;
  /** Which of the line's keys a value belongs to. Left out, there is one key. */
  readonly key?: (input: never) => string | number;
}

/** Options that every node may have. */
export interface Placing {
  /** Wait before the node starts, in ms. */
  readonly delayMs?: number;
  /** Limit of the node with all its attempts and waits, in ms. */
  readonly deadlineMs?: number;
  /** Most visits in one scope. */
  readonly maxVisits?: number;
  /** At most so many at once. */
  readonly queue?: ConcurrencyDefinition;
}

/** How a leaf is executed. */
export interface Execution extends Guards {
  readonly retry: RetryPolicy;
  readonly timeoutMs?: number;
}

/** A step class at one place, with its options and those of the place merged. */
export interface StepDefinition extends Placing, Execution {
  readonly kind: 'step';
  readonly step: StepClass;
  readonly stepKind: StepKind;
  readonly scope: StepScope;
  readonly input?: InputType;
  /** Of a human step: what a valid form is. */
  readonly form?: InputType;
  readonly params: unknown;
}

/** A one-off step written as a function. */
export interface FunctionDefinition extends Placing, Execution {
  readonly kind: 'function';
  readonly name: string;
  readonly execute: (input: never, context: StepContext) => unknown;
  /** Whether the function chooses its action with `route`. */
  readonly routes: boolean;
}

export interface ExitDefinition {
  readonly kind: 'exit';
  readonly compensate: boolean;
}

/** What an edge does to the value that it carries. */
export type Mapping =
  | { readonly kind: 'via'; readonly change: (value: never) => unknown }
  /** The whole input is one source. */
  | { readonly kind: 'source'; readonly source: SourceReference }
  /** The input is a record put together from sources. */
  | { readonly kind: 'record'; readonly sources: Readonly<Record<string, SourceReference>> };

/** Where `from` takes a value: the flow's input, or what a node committed. */
export type SourceReference =
  | { readonly kind: 'input' }
  | { readonly kind: 'output'; readonly node: string; readonly action: string | undefined; readonly optional: boolean };

export interface EdgeDefinition {
  readonly target: string;
  readonly mapping: Mapping | undefined;
}

/** A flow: nodes by key, and for each node its edges by action. */
export interface FlowDefinition extends Placing {
  readonly kind: 'flow';
  readonly name: string;
  readonly version: string;
  readonly input: InputType | undefined;
  readonly start: string;
  readonly nodes: Readonly<Record<string, Definition>>;
  readonly edges: Readonly<Record<string, Readonly<Record<string, EdgeDefinition>>>>;
  readonly isolated?: boolean;
}

/** How a join of parallel branches ends. */
export type JoinKind = 'all' | 'any' | 'race' | 'settle';

/** What becomes of what branches have committed that are no part of the result: it stays, or is undone at once. */
export type Losers = 'keep' | 'compensate';

export interface JoinDefinition extends Placing {
  readonly kind: JoinKind;
  readonly branches: Readonly<Record<string, Definition>>;
  readonly until?: (done: never) => boolean;
  readonly losers?: Losers;
}

/** What becomes of a failed item: it fails the node at once, or when all items have ended, or is part of the result. */
export type OnItemError = 'stop' | 'finish' | 'collect';

export interface EachDefinition extends Placing {
  readonly kind: 'each';
  readonly body: Definition;
  /** Items worked on at once. */
  readonly concurrency: number;
  readonly onError: OnItemError;
  readonly isolated: boolean;
  /** So many items of the list are one item of the body. */
  readonly chunk?: number;
  /** How many items may start per time. */
  readonly limit?: Guard<'limit'>;
  /** Whether each item that ends is told on the channel `progress`. */
  readonly progress?: boolean;
}

export interface RepeatDefinition extends Placing {
  readonly kind: 'repeat';
  readonly body: Definition;
  readonly max: number;
}

export interface WithinDefinition extends Placing {
  readonly kind: 'within';
  readonly body: Definition;
  readonly ms: number;
}

export interface PipeDefinition extends Placing {
  readonly kind: 'pipe';
  readonly parts: readonly Definition[];
}

export interface SleepDefinition extends Placing {
  readonly kind: 'sleep';
  readonly ms: number;
  /** Says how long or until when, instead of `ms`. */
  readonly length?: (input: never) => Duration | Date;
}

export interface WaitDefinition extends Placing {
  readonly kind: 'wait';
  readonly signal: string;
  /** By what payloads are validated. */
  readonly payload: InputType | undefined;
}

export interface RefDefinition extends Placing {
  readonly kind: 'ref';
  readonly flow: string;
}

/** What a node is, as frozen data. The closed list of everything that a flow can be made of. */
export type Definition =
  | StepDefinition
  | FunctionDefinition
  | ExitDefinition
  | FlowDefinition
  | JoinDefinition
  | EachDefinition
  | RepeatDefinition
  | WithinDefinition
  | PipeDefinition
  | SleepDefinition
  | WaitDefinition
  | RefDefinition;

/** A definition that holds others. */
export function childrenOf(definition: Definition): readonly (readonly [key: string, child: Definition])[] {
  switch (definition.kind) {
    case 'flow':
      return Object.entries(definition.nodes);
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
      return Object.entries(definition.branches);
    case 'each':
    case 'repeat':
    case 'within':
      return [['body', definition.body]];
    case 'pipe':
      return definition.parts.map((part, index) => [`part${index + 1}`, part]);
    default:
      return [];
  }
}
