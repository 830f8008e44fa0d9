import { AssertionError } from 'node:assert';
import { invalidOption } from '../../../errors';
import { type AnyFlow, flowDefinitionOf } from '../../../flow';
import { FlowGraphs } from '../../harness/flow-graphs';
import { knownOptions } from '../../known-options';
import type { History } from '../history';
import { type HistorySource, historyOf } from '../history-source';
import { loadHistory } from '../load-history';
import { compare } from './compare';
import type { Difference } from './difference';
import { executeReplay } from './execute-replay';
import type { ReplayOptions } from './replay-options';

/** The name of a file that `recordHistory` has written, what `loadHistory` has read, or where `recordHistory` takes a history from. */
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

/** What a replay has come to. */
export interface Replay {
  /** Whether today's flow takes yesterday's way. */
  readonly same: boolean;
  /** What is not as it was, in the order of yesterday. */
  readonly differences: readonly Difference[];
}

/**
 * Whether today's flow still takes the way that a run took yesterday. Its nodes are not executed: each gives what it gave then, or fails
 * as it did, in the same order and at the same times, on virtual time; people and signals do what they did. What edges and combinators
 * make of that is today's: routes, `via` and `from`, retries, joins, loops, limits. Nodes named by `run` are executed.
 *
 * A history knows what nodes gave. What they were given it knows if it was recorded from a test; what they read and wrote in the shared
 * store it does not know. Of a run that was cancelled while it undid something, it does not know when that was. A `retryIf` gets an error with the same name, code, message and details, but not of the same class.
 *
 * @throws {MillraceError} `INVALID_OPTION` for the history of another flow, `UNREADABLE`, `UNSUPPORTED` for a run that was copied, tried
 * again or moved, `TIMEOUT`
 * @example
 * const { differences } = await replay(fulfilment, 'test/golden/order.json', { run: [AmountRouter] });
 * assert.deepEqual(differences, []);
 */
export async function replay(flow: AnyFlow, history: ReplayInput, options: ReplayOptions = {}): Promise<Replay> {
  knownOptions(options, REPLAY_OPTIONS, 'replay');
  const yesterday = await given(history, options);
  const definition = flowDefinitionOf(flow);
  if (yesterday.flow !== definition.name) {
    const expected = `the history of a run of flow "${definition.name}"`;
    throw invalidOption('history', expected, `one of flow "${yesterday.flow}"`, 'replay');
  }
  const graph = new FlowGraphs().with([flow, ...(options.flows ?? [])]).of(definition.name, definition.version);
  const { refused, ...today } = await executeReplay(flow, graph, yesterday, options);
  const differences = today.events.length === 0 ? refused : [...refused, ...compare(yesterday, today)];
  return Object.freeze({ same: differences.length === 0, differences: Object.freeze(differences) });
}

/**
 * The same where a difference is an error.
 *
 * @throws {AssertionError} that lists all differences
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
