import type { NodeShape } from '../kinds';
import type { EdgeState, NodeState } from './drawing-options';

/** The outline of a leaf: that of its node, or of the input of a flow. */
export type Shape = NodeShape | 'input';

/** A node without children. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly label: string;
  readonly shape: Shape;
  readonly state: NodeState | undefined;
}

/** A node drawn as a frame around its children. */
export interface PictureFrame {
  readonly kind: 'frame';
  readonly path: string;
  readonly label: string;
  readonly state: NodeState | undefined;
  readonly parts: readonly (Leaf | PictureFrame)[];
  readonly edges: readonly Arrow[];
}

/** An edge between two nodes, each of which may be a frame. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** A leaf inside `from`, or `from` itself, for notations in which a frame cannot be the end of an arrow. */
  readonly fromLeaf: string;
  readonly toLeaf: string;
  readonly label: string | undefined;
  /** `data` is a value taken with `from`. */
  readonly style: 'plain' | 'error' | 'data';
  readonly state: EdgeState | undefined;
}

/** The picture of a flow, independent of the notation. */
export interface Picture {
  readonly name: string;
  readonly title: string | undefined;
  readonly root: PictureFrame;
}
