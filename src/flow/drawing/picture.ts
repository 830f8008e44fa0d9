import type { NodeShape } from '../kinds';
import type { EdgeState, NodeState } from './drawing-options';

/** The outline of a leaf: that of its node, or of what stands for the input of a flow. */
export type Shape = NodeShape | 'input';

/** A node without anything inside. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly label: string;
  readonly shape: Shape;
  readonly state: NodeState | undefined;
}

/** A node drawn as a frame around what is inside. */
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
  /** A leaf inside `from` (or `from` itself), for where a frame cannot be the end of an arrow. */
  readonly fromLeaf: string;
  readonly toLeaf: string;
  readonly label: string | undefined;
  /** `data` stands for a value taken with `from`. */
  readonly style: 'way' | 'error' | 'data';
  readonly state: EdgeState | undefined;
}

/** A flow as it is drawn, in any notation. */
export interface Picture {
  readonly name: string;
  readonly title: string | undefined;
  readonly root: PictureFrame;
}
