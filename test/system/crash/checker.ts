import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from 'millrace';
import { PayloadCodec } from '../../../src/storage/payloads';
import type { RunRow, Storage } from '../../../src/storage/port';
import { eventsOf } from '../../../src/storage/records';
import { IDLE, type Kind } from './kind';
import type { Line, Wanted } from './side-effects';
import { Deeds } from './task-checker';

const codec = new PayloadCodec({}, []);

/** What is asked of the storage when no process lives. */
interface Question {
  readonly storage: Storage;
  readonly lines: readonly Line[];
  readonly kinds: Readonly<Record<string, Kind>>;
  /** Whether all runs must have ended. */
  readonly over: boolean;
  /** Runs that had ended when they were looked at before, and need not be looked at until all is over; added to. */
  readonly seen: Set<string>;
}

/**
 * Says what is wrong with what a storage holds, seen from what processes wrote down beside it: runs, events, signals, cancels or what
 * people did that are lost or have come twice, steps that were executed although they had been committed. Knows nothing of engines.
 */
export async function wrongsIn({ storage, lines, kinds, over, seen }: Question): Promise<readonly string[]> {
  const wanted = new Map(lines.flatMap((line) => (line.what === 'wanted' ? [[line.key, line] as const] : [])));
  const known: Known = { done: executions(lines), deeds: new Deeds(lines), over };
  const wrongs: string[] = [];
  const keys = new Set<string>();
  for (const row of await allRuns(storage)) {
    const want = wanted.get(row.origin.idempotencyKey ?? '');
    const kind = want && kinds[want.kind];
    if (!want || !kind) wrongs.push(`run ${row.origin.id} was started by nobody`);
    else if (keys.has(want.key)) wrongs.push(`"${want.key}" was started twice`);
    else if (over || !seen.has(row.origin.id)) wrongs.push(...(await wrongsOf(storage, row, want, kind, known)));
    if (row.head.endedAt !== undefined) seen.add(row.origin.id);
    if (want) keys.add(want.key);
  }
  for (const line of lines)
    if (line.what === 'started' && !keys.has(line.key)) wrongs.push(`the start of "${line.key}" is lost`);
  if (over) for (const key of wanted.keys()) if (!keys.has(key)) wrongs.push(`"${key}" was never started`);
  return wrongs;
}

/** What was written down, put in order. */
interface Known {
  readonly done: ReadonlyMap<string, number>;
  readonly deeds: Deeds;
  readonly over: boolean;
}

/** When each piece of work was begun, for the last time. */
function executions(lines: readonly Line[]): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const line of lines) {
    if (line.what !== 'did' && line.what !== 'undid') continue;
    const name = `${line.what} ${line.work}`;
    latest.set(name, Math.max(latest.get(name) ?? 0, line.at));
  }
  return latest;
}

async function allRuns(storage: Storage): Promise<readonly RunRow[]> {
  const rows: RunRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await storage.list({ order: 'oldest', limit: 500, ...(after !== undefined && { after }) });
    rows.push(...page.items);
    if (page.next === undefined) return rows;
    after = page.next;
  }
}

async function wrongsOf(
  storage: Storage,
  { key, origin, head }: RunRow,
  want: Wanted,
  kind: Kind,
  { done, deeds, over }: Known,
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  const entries = await storage.journal({ run: key });
  const events = entries.flatMap((entry) => eventsOf(codec, entry, origin));
  if (entries.some(({ no }, index) => no !== index + 1)) wrongs.push('its journal has gaps');
  if (events.some(({ seq }, index) => seq !== index + 1)) wrongs.push('its events have gaps or come twice');
  if (head.seq !== events.length) wrongs.push(`it has ${events.length} events and says ${head.seq}`);
  if (events[0]?.type !== (want.of === undefined ? 'run.started' : 'run.forked'))
    wrongs.push('its first event is not its start');
  const committed = new Set<string>();
  for (const event of events) {
    wrongs.push(...wrongsOfWork(event, done));
    if (event.type !== 'step.completed') continue;
    if (committed.has(event.path)) wrongs.push(`${event.path} was committed twice`);
    committed.add(event.path);
  }
  wrongs.push(...deeds.wrongsIn(origin.id, events, over || head.endedAt !== undefined));
  if (over) wrongs.push(...wrongsOfEnd(events, want, kind));
  return wrongs.map((wrong) => `run ${origin.id} ("${want.key}" of ${want.kind}): ${wrong}`);
}

/** A piece of work that is committed was begun before, and never after. */
function wrongsOfWork(event: RunEvent, done: ReadonlyMap<string, number>): readonly string[] {
  if (event.type !== 'step.completed' && event.type !== 'compensation.completed') return [];
  if (IDLE.test(event.node)) return [];
  const what = event.type === 'step.completed' ? 'did' : 'undid';
  const latest = done.get(`${what} ${event.runId}:${event.path}`);
  if (latest === undefined) return [`${event.type} of ${event.path}, which nobody has executed`];
  if (latest > event.at) return [`${event.path} was executed ${latest - event.at} ms after its ${event.type}`];
  return [];
}

function wrongsOfEnd(events: readonly RunEvent[], { n }: Wanted, { outcome, signals = 0 }: Kind): readonly string[] {
  const wrongs: string[] = [];
  const received = events.filter(({ type }) => type === 'signal.received').length;
  if (received !== signals) wrongs.push(`it has got ${received} signals of ${signals}`);
  const last = events.at(-1);
  const is = last && outcomeOf(last);
  if (!isDeepStrictEqual(is, outcome(n)))
    wrongs.push(`its outcome is ${JSON.stringify(is)} and not ${JSON.stringify(outcome(n))}`);
  return wrongs;
}

function outcomeOf(last: RunEvent): unknown {
  switch (last.type) {
    case 'run.completed':
      return last.data.value;
    case 'run.failed':
      return { failed: last.data.failure.message };
    case 'run.cancelled':
      return { cancelled: last.data.reason };
    default:
      return `not ended: ${last.type}`;
  }
}
