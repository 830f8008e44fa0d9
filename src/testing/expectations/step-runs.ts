import { invalidOption, knownOptions } from '../../errors';
import { type NodeSelector, nameOf } from '../trace/node-selector';
import { standText } from '../trace/stand-text';
import type { Trace } from '../trace/trace';

/** The expected number of runs of a step. Omitted members are not checked. */
export interface RunStepOptions {
  /** The number of attempts, retries included; for a human step, the number of tasks. */
  readonly times?: number | undefined;
  /** The number of visits with an attempt. A retry is not a new visit; another round of a loop or another item is. */
  readonly visits?: number | undefined;
}

/**
 * Returns why a step has not run as often as expected, or at least once; `undefined` if it has.
 *
 * @throws {MillraceError} `UNKNOWN_NODE`; `INVALID_OPTION` for an invalid number
 */
export function notRun(trace: Trace, node: NodeSelector, options: RunStepOptions = {}): string | undefined {
  const { times, visits } = checkedCounts(options);
  const places = trace.places(node);
  const calls = trace.calls.filter(({ place }) => places.has(place));
  const had = { times: calls.length, visits: new Set(calls.map(({ path }) => path)).size };
  const right =
    times === undefined && visits === undefined
      ? had.times > 0
      : (times ?? had.times) === had.times && (visits ?? had.visits) === had.visits;
  if (right) return undefined;
  const ran = calls.length === 0 ? 'it has not' : `it had ${counted(had)}`;
  return `expected the ${nameOf(node)} to have run${wanted({ times, visits })}; ${ran}; ${standText(trace)}`;
}

/** Returns the expected number of runs, for messages. */
export function wanted({ times, visits }: RunStepOptions): string {
  const parts = [
    ...(times === undefined ? [] : [`${times} ${times === 1 ? 'attempt' : 'attempts'}`]),
    ...(visits === undefined ? [] : [`${visits} ${visits === 1 ? 'visit' : 'visits'}`]),
  ];
  return parts.length === 0 ? '' : ` with ${parts.join(' in ')}`;
}

function counted({ times, visits }: { readonly times: number; readonly visits: number }): string {
  return `${times} ${times === 1 ? 'attempt' : 'attempts'} in ${visits} ${visits === 1 ? 'visit' : 'visits'}`;
}

/** Checks the options, since a misspelt one would be ignored. */
function checkedCounts(options: RunStepOptions): RunStepOptions {
  const counts = knownOptions(options, { times: true, visits: true }, 'toHaveRunStep()');
  for (const [name, count] of Object.entries(counts))
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0))
      throw invalidOption(name, 'a whole number of at least 0', count, 'toHaveRunStep()');
  return counts;
}
