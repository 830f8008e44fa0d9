import type { NodeDescription } from '../description/description';

/** A node inside another one, by the last segment of its id. */
export type Child<Inner> = readonly [key: string, node: Inner];

/** The actions that a node can take, `error` left out; `undefined` where only the compiler knows them. */
export type Actions = readonly string[] | undefined;

/** A part of the input of the structural hash: nested lists, for which JSON has only one form. */
export type HashPart = string | boolean | readonly HashPart[];

/** The outline of a node without children. */
export type NodeShape = 'work' | 'decision' | 'human' | 'wait' | 'exit' | 'call';

/** The way in which a leaf performs its work: in one operation, in phases, or as a task for a person. */
export type LeafKind = 'plain' | 'phased' | 'human';

/**
 * The facts about one kind of node that do not depend on a run. `Data` is its definition and `Inner` a node inside it,
 * which is a parameter so that no kind depends on the others.
 */
export interface KindFacts<Data, Inner = never, Description = NodeDescription> {
  /** Returns the nodes directly inside. */
  readonly children: (node: Data) => readonly Child<Inner>[];
  /** Whether the author named the children, so that drawings show their keys. */
  readonly namesChildren: boolean;
  /** Returns the segment that a child adds to the path of a run; empty if it shares that of its parent. */
  readonly segment: (key: string) => string;
  readonly actions: (node: Data, actionsOf: (inner: Inner) => Actions) => Actions;
  /**
   * Returns the actions that are known where only the compiler knows all of them: those that the node adds to the actions
   * of its body. Default: none.
   */
  readonly addedActions?: (node: Data, addedActionsOf: (inner: Inner) => readonly string[]) => readonly string[];
  /** Returns the data that stored runs depend on. A change here makes stored runs incompatible with their flow. */
  readonly hashPart: (node: Data, hashPartOf: (inner: Inner) => HashPart) => HashPart;
  /** Describes the node as plain data, without its placing. */
  readonly describe: (node: Data, describeNode: (inner: Inner) => NodeDescription) => Description;
  /** Returns the description of the node in a drawing; `undefined` if its key is enough. */
  readonly label: (node: Data) => string | undefined;
  readonly shape: (node: Data) => NodeShape;
  /** Returns `undefined` for a node that performs no work of its own. */
  readonly leaf: (node: Data) => LeafKind | undefined;
}

/** The actions of every node with a single action. */
export const NEXT: readonly string[] = ['next'];
