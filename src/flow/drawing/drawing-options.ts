import { invalidOption, knownOptions, type OptionNames } from '../../errors';

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

const NAMES: OptionNames<DrawingOptions> = {
  title: true,
  edgeLabel: true,
  nodeLabel: true,
  nodeState: true,
  edgeState: true,
};

/**
 * Returns a copy of the options of a drawing.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function drawingOptions(options: DrawingOptions, by: string): DrawingOptions {
  const known = knownOptions(options, NAMES, by);
  const { title, ...functions } = known;
  if (title !== undefined && typeof title !== 'string') throw invalidOption('title', 'a string', title, by);
  for (const [option, value] of Object.entries<unknown>(functions))
    if (value !== undefined && typeof value !== 'function') throw invalidOption(option, 'a function', value, by);
  return known;
}
