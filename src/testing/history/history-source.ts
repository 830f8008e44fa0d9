import type { RunEvent } from '../../core';
import type { RunAdministration } from '../../engine';
import { invalidOption } from '../../errors';
import { findSubject } from '../trace/find-subject';
import type { Trace } from '../trace/trace';
import { checkedEvents } from './checked-events';
import type { History } from './history';

/** A run in a storage. */
export interface StoredRunSource {
  readonly engine: Pick<RunAdministration, 'history'>;
  readonly runId: string;
}

/**
 * A source of the history of a run: the result of `testFlow`, a trace or a run handle of a `TestEngine`; a run of an
 * engine with a storage; or the events of a run, from `engine.history` or from `run.events$` of a run started with
 * `history`.
 */
export type HistorySource =
  | { readonly trace: Trace }
  | Trace
  | StoredRunSource
  | readonly RunEvent[]
  | { readonly id: string };

/**
 * @throws {MillraceError} `INVALID_OPTION` for an invalid source, or one that does not begin with the start of the run;
 * `UNSUPPORTED` for a run that cannot be replayed
 */
export async function historyOf(source: HistorySource): Promise<History> {
  const trace = findSubject(source);
  if (trace) return historyFrom(trace.events, inputsOf(trace));
  if (isList(source)) return historyFrom(source, new Map());
  if (isStored(source)) return historyFrom(await allEvents(source), new Map());
  throw invalidOption(
    'history',
    'the result of testFlow, a trace, a run handle of a TestEngine, { engine, runId }, or a list of events',
    source,
  );
}

/** Makes a history of checked events. */
export function historyFrom(events: readonly RunEvent[], inputs: History['inputs']): History {
  const [{ flow, version }] = checkedEvents(events);
  return Object.freeze({ flow, version, events, inputs });
}

function isStored(source: unknown): source is StoredRunSource {
  return typeof source === 'object' && source !== null && 'engine' in source;
}

function isList(source: HistorySource): source is readonly RunEvent[] {
  return Array.isArray(source);
}

function inputsOf({ calls }: Trace): ReadonlyMap<string, unknown> {
  return new Map(calls.flatMap(({ path, attempt, input }) => (attempt === 1 ? [[path, input] as const] : [])));
}

async function allEvents({ engine, runId }: StoredRunSource): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await engine.history(runId, { after, limit: 1000 });
    events.push(...page.items);
    after = page.next;
  }
  return events;
}
