import type { Change, FrameRecord, RunRecord, TokenRecord } from '../protocol/change';
import type { RunState } from './run-state';
import type { Frame, Token } from './token';

export function runRecord(state: RunState): RunRecord {
  const { status, seq, nextToken, nextOp, nextNo, ending, startedAt, endedAt } = state;
  const unwindingFailures = [...(state.details?.unwindingFailures ?? [])];
  return { status, seq, nextToken, nextOp, nextNo, ending, startedAt, endedAt, unwindingFailures };
}

export function tokenRecord(token: Token): TokenRecord {
  const { id, item, visit, op, phase, status, attempt, since, input, details } = token;
  const record: TokenRecord = {
    id,
    frame: token.frame.id,
    item,
    place: token.place.id,
    visit,
    op,
    phase,
    status,
    attempt,
    since,
    input,
  };
  if (!details) return record;
  const { via, timers, ...rest } = details;
  return {
    ...record,
    ...rest,
    ...(via && { via: { place: via.origin.id, action: via.action } }),
    ...(timers && { timers: [...timers] }),
  };
}

export function frameRecord(frame: Frame): FrameRecord {
  const { id, place, scope, outer, item, visit, input, join, next } = frame;
  const arrived = join?.arrived ?? 0;
  return { id, place: place.id, scope: scope.id, outer: outer?.id, item, visit, input, arrived, next };
}

/** Returns the whole state as records, in an order that does not depend on the history of the run. */
export function recordsOf(state: RunState): readonly Change[] {
  const changes: Change[] = [
    { type: 'info.put', info: state.info },
    { type: 'run.put', run: runRecord(state) },
  ];
  addFrame(changes, state.root);
  for (const token of state.tokens.all()) {
    changes.push({ type: 'token.put', token: tokenRecord(token) });
    if (token.inner) addFrame(changes, token.inner);
  }
  const { details } = state;
  if (!details) return changes;
  addStore(changes, state);
  for (const [, timer] of sorted(details.timers)) changes.push({ type: 'timer.put', timer });
  for (const [, signal] of sorted(details.signals)) changes.push({ type: 'signal.put', signal });
  for (const compensation of details.compensations) changes.push({ type: 'compensation.put', compensation });
  return changes;
}

/** Adds the outermost layer of the shared store. */
export function addStore(changes: Change[], { details }: RunState): void {
  for (const [key, entry] of sorted(details?.store)) changes.push({ type: 'key.put', frame: 0, item: 0, key, entry });
}

/** Adds an activation with everything keyed by it. */
export function addFrame(changes: Change[], frame: Frame): void {
  changes.push({ type: 'frame.put', frame: frameRecord(frame) });
  frame.visits?.forEach((count, node) => {
    if (count > 0) changes.push({ type: 'visit.put', frame: frame.id, node, count });
  });
  for (const [outputKey, value] of sorted(frame.outputs))
    changes.push({ type: 'output.put', frame: frame.id, outputKey, value });
  frame.join?.arrivals.forEach((arrival, item) => {
    if (arrival) changes.push({ type: 'arrival.put', frame: frame.id, item, arrival });
  });
  for (const [item, layer] of sorted(frame.layers)) {
    for (const [key, entry] of sorted(layer)) changes.push({ type: 'key.put', frame: frame.id, item, key, entry });
  }
}

function sorted<K extends string | number, V>(map: ReadonlyMap<K, V> | undefined): readonly (readonly [K, V])[] {
  return [...(map ?? [])].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
