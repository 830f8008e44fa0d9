import { outcomeOf, type TestedOutcome } from '../../trace/outcome';
import type { History } from '../history';
import { plain } from '../plain';
import type { Difference } from './difference';
import { firstDifference } from './first-difference';
import { type VisitEntry, visitLogOf } from './visit-log';

/** A path that leads through an item of a list. */
const ITEM = /\[\d+\]/;

/** Tolerance for differences due to rounding, in ms. */
const ROUNDED_MS = 1;

/** Returns the differences of a replay, in the order of the recording. The order of parallel events does not matter. */
export function compare(recorded: History, replayed: Pick<History, 'events' | 'inputs'>): readonly Difference[] {
  const before = visitLogOf(recorded.events);
  const now = visitLogOf(replayed.events);
  const found = [...before].flatMap(([path, facts]): readonly Difference[] => {
    const present = now.get(path);
    if (!present && isReleasedItem(path, facts)) return [];
    if (!present) return [{ kind: 'missing', path, message: `the recorded run reached ${path}, the replay does not` }];
    return [...inputDifferences(path, recorded.inputs, replayed.inputs), ...factDifferences(path, facts, present)];
  });
  const unknown = [...now].flatMap(([path, facts]) => (before.has(path) || isReleasedItem(path, facts) ? [] : [path]));
  return [
    ...found,
    ...unknown.map((path): Difference => {
      return { kind: 'unknown', path, message: `the replay reaches ${path}, which the recorded run did not` };
    }),
    ...endDifferences(outcomeOf(recorded.events), outcomeOf(replayed.events)),
  ];
}

/**
 * Whether a visit belongs to an item of which nothing was recorded before its cancellation. No event records how long
 * the source took to produce the item, so whether it had begun depends on the order of parallel work.
 */
function isReleasedItem(path: string, facts: readonly VisitEntry[]): boolean {
  return ITEM.test(path) && facts.every(({ kind }) => kind === 'cancelled') && facts.length > 0;
}

function factDifferences(
  path: string,
  before: readonly VisitEntry[],
  now: readonly VisitEntry[],
): readonly Difference[] {
  const found: Difference[] = [];
  for (let index = 0; index < Math.max(before.length, now.length); index += 1) {
    const [was, is] = [before[index], now[index]];
    if (was?.kind !== is?.kind || was?.what !== is?.what) {
      const isRoute = was?.kind === 'route' && is?.kind === 'route';
      const message = `${path}: recorded: ${factText(was)}, replayed: ${factText(is)}`;
      // Later differences follow from this one.
      return [...found, { kind: isRoute ? 'route' : 'outcome', path, message }];
    }
    if (Math.abs((was?.delayMs ?? 0) - (is?.delayMs ?? 0)) > ROUNDED_MS) {
      const message = `${path}: recorded: another attempt was made after ${was?.delayMs ?? 0} ms, replayed: after ${is?.delayMs ?? 0} ms`;
      found.push({ kind: 'delay', path, message });
    }
    found.push(...valueDifferences('value', path, was?.value, is?.value));
  }
  return found;
}

function factText(fact: VisitEntry | undefined): string {
  if (!fact) return 'it did not end';
  switch (fact.kind) {
    case 'route':
      return `it went ${fact.what}`;
    case 'retry':
      return `it was tried again after ${fact.what}`;
    case 'fallback':
      return `its fallback was used after ${fact.what}`;
    case 'completed':
    case 'skipped':
      return `it ${fact.kind === 'skipped' ? 'was skipped' : 'completed'} with "${fact.what}"`;
    case 'failed':
      return `it failed with ${fact.what}`;
    case 'cancelled':
      return 'it was cancelled';
    case 'undone':
      return 'it was undone';
    case 'undoing failed':
      return `its compensation failed with ${fact.what}`;
  }
}

function inputDifferences(path: string, before: History['inputs'], now: History['inputs']): readonly Difference[] {
  return before.has(path) && now.has(path) ? valueDifferences('input', path, before.get(path), now.get(path)) : [];
}

function valueDifferences(kind: 'input' | 'value', path: string, before: unknown, now: unknown): readonly Difference[] {
  // A file does not preserve classes, so only data is compared.
  const found = firstDifference(plain(before, {}), plain(now, {}), kind === 'input' ? 'input' : 'result');
  const where = path === '' ? 'the run' : path;
  return found === undefined ? [] : [{ kind, path, message: `${where}: ${found}` }];
}

function endDifferences(before: TestedOutcome, now: TestedOutcome): readonly Difference[] {
  if (before.status === 'completed' && now.status === 'completed' && before.action === now.action)
    return valueDifferences('value', '', before.value, now.value);
  const [was, is] = [endText(before), endText(now)];
  return was === is ? [] : [{ kind: 'end', path: '', message: `the recorded run ${was}, the replay ${is}` }];
}

function endText(outcome: TestedOutcome): string {
  switch (outcome.status) {
    case 'completed':
      return `completed with "${outcome.action}"`;
    case 'failed':
      return `failed with ${outcome.failure.code}`;
    case 'cancelled':
      return `was cancelled: ${outcome.reason}`;
    case 'refused':
      return `was not started: ${outcome.failure.message}`;
    // Whether the run is executing or waiting depends on the time of the check.
    case 'pending':
    case 'running':
    case 'waiting':
    case 'paused':
      return 'had not ended';
  }
}
