import { AssertionError } from 'node:assert';
import { invalidOption, knownOptions } from '../../../errors';
import { type AnyFlow, requireFlow } from '../../../flow';
import { FlowGraphs } from '../../harness/flow-graphs';
import type { History } from '../history';
import { type HistorySource, historyOf } from '../history-source';
import { loadHistory } from '../load-history';
import { compare } from './compare';
import type { Difference } from './difference';
import { executeReplay } from './execute-replay';
import type { ReplayOptions } from './replay-options';

/** The input of a replay: a file that `recordHistory` wrote, a history from `loadHistory`, or a source of a history. */
export type ReplayInput = string | History | HistorySource;

const REPLAY_OPTIONS = {
  run: true,
  container: true,
  bindings: true,
  flows: true,
  shared: true,
  timeout: true,
  classCodecs: true,
  compensateOnFailure: true,
} as const satisfies Readonly<Record<keyof ReplayOptions, true>>;

/** The result of a replay. */
export interface Replay {
  /** Whether the flow takes the recorded route. */
  readonly same: boolean;
  /** The differences, in the order of the recording. */
  readonly differences: readonly Difference[];
}

/**
 * Checks whether a flow still takes the route of a recorded run. Nodes are not executed: they return their recorded
 * outputs or failures, in the same order and at the same times, on virtual time. Actions of people and signals are
 * repeated. Edges and combinators are those of the current flow: routes, `via` and `from`, retries, joins, loops and
 * limits. Nodes named by `run` are executed.
 *
 * A history contains the outputs of nodes; their inputs only if it was recorded from a test; reads and writes of the
 * shared store not at all. It does not contain the time of a cancellation during a compensation. A `retryIf` receives
 * an error with the same name, code, message and details, but not of the same class.
 *
 * @throws {MillraceError} `INVALID_OPTION` for the history of another flow, `UNREADABLE`, `UNSUPPORTED` for a run that
 * was forked, redriven or migrated, `TIMEOUT`
 * @example
 * const { differences } = await replay(fulfilment, 'test/golden/order.json', { run: [AmountRouter] });
 * assert.deepEqual(differences, []);
 */
export async function replay(flow: AnyFlow, history: ReplayInput, options: ReplayOptions = {}): Promise<Replay> {
  knownOptions(options, REPLAY_OPTIONS, 'replay()');
  const recorded = await given(history, options);
  const definition = requireFlow(flow, 'replay()');
  if (recorded.flow !== definition.name) {
    const expected = `the history of a run of flow "${definition.name}"`;
    throw invalidOption('history', expected, `one of flow "${recorded.flow}"`, 'replay()');
  }
  const graph = new FlowGraphs().with([flow, ...(options.flows ?? [])]).of(definition.name, definition.version);
  const { refused, ...replayed } = await executeReplay(flow, graph, recorded, options);
  const differences = replayed.events.length === 0 ? refused : [...refused, ...compare(recorded, replayed)];
  return Object.freeze({ same: differences.length === 0, differences: Object.freeze(differences) });
}

/**
 * Asserts that a {@link replay} has no differences.
 *
 * @throws {AssertionError} with all differences
 * @example await expectReplay(fulfilment, 'test/golden/order.json')
 */
export async function expectReplay(flow: AnyFlow, history: ReplayInput, options: ReplayOptions = {}): Promise<void> {
  const { differences } = await replay(flow, history, options);
  if (differences.length === 0) return;
  throw new AssertionError({ message: differences.map(({ message }) => message).join('\n') });
}

async function given(history: ReplayInput, { classCodecs }: ReplayOptions): Promise<History> {
  if (typeof history === 'string') return loadHistory(history, { classCodecs });
  return isHistory(history) ? history : historyOf(history);
}

function isHistory(history: unknown): history is History {
  return typeof history === 'object' && history !== null && 'inputs' in history && history.inputs instanceof Map;
}
