/** The state of an edge in a coverage report, drawn as its colour. */
export type EdgeState = 'covered' | 'missed';

/** The state of a node in a run or in a coverage report, drawn as its colour. */
export type NodeState = 'completed' | 'running' | 'waiting' | 'failed' | 'skipped' | EdgeState;

/** An edge, with the paths of its ends. */
export interface DrawnEdge {
  readonly from: string;
  readonly action: string;
  readonly to: string;
}

/** The options of a drawing. Nodes are named by path: `outer/inner` for a node of a sub-flow. */
export interface DrawingOptions {
  /** Default: none. */
  readonly title?: string;
  /** Returns text to add to the label of an edge, such as how often it was taken. */
  readonly edgeLabel?: (edge: DrawnEdge) => string | undefined;
  /** Returns text to add to the label of a node. */
  readonly nodeLabel?: (nodePath: string) => string | undefined;
  /** Returns the state of a node, for its colour. Default: no colours. */
  readonly nodeState?: (nodePath: string) => NodeState | undefined;
  /** Returns the state of an edge, for its colour. Default: `error` edges are red, the others have no colour. */
  readonly edgeState?: (edge: DrawnEdge) => EdgeState | undefined;
}

/** Fill colours by state. Running and waiting nodes have the same colour. */
export const COLOURS: Readonly<Record<NodeState, string>> = {
  completed: '#90EE90',
  running: '#FFD700',
  waiting: '#FFD700',
  failed: '#FFB6C1',
  skipped: '#EEEEEE',
  covered: '#90EE90',
  missed: '#FFB6C1',
};

/** Line colours by state, dark enough for thin lines. */
export const EDGE_COLOURS: Readonly<Record<EdgeState, string>> = { covered: '#2E7D32', missed: '#CC0000' };

/** The colour of `error` edges without a state. */
export const ERROR_COLOUR = '#CC0000';
