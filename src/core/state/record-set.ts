import type { Graph } from '../../flow';
import { kindOf } from '../kinds/kinds';
import type { Change, FrameRecord, RunRecord, TokenRecord } from '../protocol/change';
import { isBusy } from './phase';
import type { RunInfo } from './run-info';
import { RunState, runDetails } from './run-state';
import type { SharedLayer, StoreEntry } from './shared-layer';
import { Frame, Token, type TokenDetails } from './token';

type Of<Type extends Change['type']> = Extract<Change, { readonly type: Type }>;

/** The keyed records of one run, as a storage keeps them. {@link hydrate} turns them into a state. */
export class RecordSet {
  info: RunInfo | undefined = undefined;
  run: RunRecord | undefined = undefined;
  readonly tokens = new Map<number, TokenRecord>();
  readonly frames = new Map<number, FrameRecord>();
  /** The records of each frame, by a key within the frame. */
  readonly parts = new Map<number, Map<string, Of<'visit.put' | 'output.put' | 'arrival.put' | 'key.put'>>>();
  /** The records of the run itself, by kind and number. */
  readonly rest = new Map<string, Of<'timer.put' | 'signal.put' | 'compensation.put'>>();

  apply(changes: readonly Change[]): this {
    for (const change of changes) this.put(change);
    return this;
  }

  private put(change: Change): void {
    switch (change.type) {
      case 'info.put':
        this.info = change.info;
        return;
      case 'run.put':
        this.run = change.run;
        return;
      case 'token.put':
        this.tokens.set(change.token.id, change.token);
        return;
      case 'token.delete':
        this.tokens.delete(change.id);
        return;
      case 'frame.put':
        this.frames.set(change.frame.id, change.frame);
        return;
      case 'frame.delete':
        this.frames.delete(change.id);
        this.parts.delete(change.id);
        return;
      case 'visit.put':
        this.part(change.frame).set(`visit ${change.node}`, change);
        return;
      case 'output.put':
        this.part(change.frame).set(`output ${change.outputKey}`, change);
        return;
      case 'arrival.put':
        this.part(change.frame).set(`arrival ${change.item}`, change);
        return;
      case 'key.put':
        this.part(change.frame).set(`key ${change.item} ${change.key}`, change);
        return;
      case 'key.delete':
        this.part(change.frame).delete(`key ${change.item} ${change.key}`);
        return;
      case 'timer.put':
        this.rest.set(`timer ${change.timer.id}`, change);
        return;
      case 'timer.delete':
        this.rest.delete(`timer ${change.id}`);
        return;
      case 'signal.put':
        this.rest.set(`signal ${change.signal.no}`, change);
        return;
      case 'signal.delete':
        this.rest.delete(`signal ${change.no}`);
        return;
      case 'compensation.put':
        this.rest.set(`compensation ${change.compensation.no}`, change);
        return;
      case 'compensation.delete':
        this.rest.delete(`compensation ${change.no}`);
    }
  }

  private part(frame: number): Map<string, Of<'visit.put' | 'output.put' | 'arrival.put' | 'key.put'>> {
    const known = this.parts.get(frame);
    if (known) return known;
    const made = new Map<string, Of<'visit.put' | 'output.put' | 'arrival.put' | 'key.put'>>();
    this.parts.set(frame, made);
    return made;
  }
}

/** Returns the state that results from the changes of a run. */
export function fold(graph: Graph, changes: readonly Change[]): RunState {
  return hydrate(graph, new RecordSet().apply(changes));
}

/**
 * Returns the state that records describe.
 *
 * @throws {Error} where a record names a place that the graph does not have, or a frame that does not exist
 */
export function hydrate(graph: Graph, records: RecordSet): RunState {
  const { info, run } = records;
  const rootRecord = records.frames.get(0);
  if (!info || !run || !rootRecord) throw new Error('the records hold no run');
  const state = new RunState(info, graph.root, rootRecord.input);
  const { status, seq, nextToken, nextOp, nextNo, ending, startedAt, endedAt } = run;
  Object.assign(state, { status, seq, nextToken, nextOp, nextNo, ending, startedAt, endedAt });
  restoreFrame(state, state.root, rootRecord, records);
  // A frame belongs to a token with a lower number than the tokens inside it.
  for (const record of [...records.tokens.values()].sort((a, b) => a.id - b.id))
    restoreToken(graph, state, record, records);
  if (run.unwindingFailures.length > 0) runDetails(state).unwindingFailures.push(...run.unwindingFailures);
  restoreRest(state, records);
  return state;
}

/** Sorts records by their numbers, since a storage may return them in any order. */
function restoreRest(state: RunState, { rest }: RecordSet): void {
  for (const change of [...rest.values()].sort((a, b) => numberOf(a) - numberOf(b))) {
    const { timers, signals, compensations } = runDetails(state);
    if (change.type === 'timer.put') timers.set(change.timer.id, change.timer);
    else if (change.type === 'signal.put') signals.set(change.signal.no, change.signal);
    else compensations.push(change.compensation);
  }
}

function numberOf(change: Of<'timer.put' | 'signal.put' | 'compensation.put'>): number {
  switch (change.type) {
    case 'timer.put':
      return change.timer.id;
    case 'signal.put':
      return change.signal.no;
    case 'compensation.put':
      return change.compensation.no;
  }
}

function restoreToken(graph: Graph, state: RunState, record: TokenRecord, records: RecordSet): void {
  const {
    id,
    frame: frameId,
    item,
    place,
    visit,
    op,
    phase,
    status,
    attempt,
    since,
    input,
    via,
    timers,
    ...rest
  } = record;
  const details: TokenDetails = rest;
  const frame = frameId === 0 ? state.root : state.tokens.get(frameId)?.inner;
  const at = graph.places.get(place);
  if (!frame || !at)
    throw new Error(`token ${id} stands on "${place}" in frame ${frameId}, which the graph does not have`);
  const token = new Token(id, frame, item, at);
  Object.assign(token, { visit, input, op, phase, status, attempt, since });
  const edge = via && graph.places.get(via.place)?.edges.get(via.action);
  if (edge || timers || Object.values(details).some((value) => value !== undefined)) {
    token.details = { ...details, ...(edge && { via: edge }), ...(timers && { timers: [...timers] }) };
  }
  frame.put(token);
  if (frame.scope.kind === 'each') frame.next = Math.max(frame.next, item + 1);
  state.tokens.add(token);
  if (isBusy(status) || (status === 'open' && op !== 0)) state.busy += 1;
  const inner = records.frames.get(id);
  if (!inner) return;
  const composite = graph.places.get(inner.place);
  const scope = graph.places.get(inner.scope);
  if (!composite || !scope) throw new Error(`frame ${id} is of "${inner.place}", which the graph does not have`);
  token.inner = new Frame(token, composite, scope, inner.input);
  token.inner.visit = inner.visit;
  restoreFrame(state, token.inner, inner, records);
}

function restoreFrame(state: RunState, frame: Frame, { next }: FrameRecord, records: RecordSet): void {
  frame.next = next;
  if (kindOf(frame.scope).join) frame.open(0);
  for (const part of records.parts.get(frame.id)?.values() ?? []) {
    switch (part.type) {
      case 'visit.put':
        frame.visits ??= frame.scope.unvisited.slice();
        frame.visits[part.node] = part.count;
        break;
      case 'output.put':
        frame.outputs ??= new Map();
        frame.outputs.set(part.outputKey, part.value);
        break;
      case 'arrival.put':
        restoreArrival(frame, part);
        break;
      case 'key.put':
        if (frame.id === 0) runDetails(state).store.set(part.key, part.entry);
        else {
          frame.layers ??= new Map();
          const layer: SharedLayer = frame.layers.get(part.item) ?? new Map<string, StoreEntry>();
          frame.layers.set(part.item, layer.set(part.key, part.entry));
        }
    }
  }
}

function restoreArrival(frame: Frame, { item, arrival }: Of<'arrival.put'>): void {
  const { scope, join } = frame;
  if (!join) return;
  join.arrivals[item] = arrival;
  join.arrived += 1;
  if (!arrival.ok) join.failed += 1;
  if (scope.kind === 'each') frame.next = Math.max(frame.next, item + 1);
}
