import type { NodeDescription } from '../description/description';

/** A node inside another one, by the last segment of its id. */
export type Child<Inner> = readonly [key: string, node: Inner];

/** The actions that a node can take, `error` left out; `undefined` where only the compiler knows them. */
export type Actions = readonly string[] | undefined;

/** An input of the structural hash: nested lists, which JSON writes in one way only. */
export type HashPart = string | boolean | readonly HashPart[];

/** The outline of a node without anything inside. */
export type NodeShape = 'work' | 'decision' | 'human' | 'wait' | 'exit' | 'call';

/** The way in which a leaf performs its work: in one operation, in phases, or as a task for a person. */
export type LeafKind = 'plain' | 'phased' | 'human';

/**
 * Everything that is known of one kind of node without a run. `Data` is its definition and `Inner` a node inside it, which
 * is a parameter so that no kind depends on the others.
 */
export interface Kind<Data, Inner = never, Description = NodeDescription> {
  /** Returns the nodes directly inside. */
  readonly children: (node: Data) => readonly Child<Inner>[];
  /** Whether the author has named the children, so that drawings show their keys. */
  readonly namesChildren: boolean;
  /** Returns the segment that a child adds to the path of a run; empty where it shares that of its parent. */
  readonly segment: (key: string) => string;
  readonly actions: (node: Data, actionsOf: (inner: Inner) => Actions) => Actions;
  /** Returns everything that stored runs depend on. A change here cuts stored runs off from their flow. */
  readonly hashPart: (node: Data, hashPartOf: (inner: Inner) => HashPart) => HashPart;
  /** Describes the node as plain data, without its placing. */
  readonly describe: (node: Data, describeNode: (inner: Inner) => NodeDescription) => Description;
  /** Returns the words that say in a drawing what the node is; `undefined` if its key says enough. */
  readonly label: (node: Data) => string | undefined;
  readonly shape: (node: Data) => NodeShape;
  /** `undefined` for what performs no work of its own. */
  readonly leaf: (node: Data) => LeafKind | undefined;
}

/** The action of every node with one way out. */
export const NEXT: readonly string[] = ['next'];
