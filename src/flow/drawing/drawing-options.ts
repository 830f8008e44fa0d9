/** How a node stands in a run; drawn as its colour. */
export type NodeState = 'completed' | 'running' | 'waiting' | 'failed' | 'skipped';

/** What can be added to the drawing of a flow. Nodes are named by path: `outer/inner` for a node of a sub-flow. */
export interface DrawingOptions {
  /** Default: none. */
  readonly title?: string;
  /** Text to add to the label of an edge, such as how often it was taken. */
  readonly edgeLabel?: (edge: {
    readonly from: string;
    readonly action: string;
    readonly to: string;
  }) => string | undefined;
  /** The state of a node, for its colour. Default: no colours. */
  readonly classes?: (nodePath: string) => NodeState | undefined;
}

/** Fill colours by state. Work that goes on and work that waits are both "current". */
export const COLOURS: Readonly<Record<NodeState, string>> = {
  completed: '#90EE90',
  running: '#FFD700',
  waiting: '#FFD700',
  failed: '#FFB6C1',
  skipped: '#EEEEEE',
};
