import type { EachDefinition, InputMapping, Place } from '../../flow';
import { coreFailure } from '../core-failure';
import { countOf, givesItems, isPulled, itemOf } from '../joins/items';
import { Frame, type Join, Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { queue, waitsInLine } from '../waiting/permits';
import { passWait, takeSignal } from '../waiting/signals';
import { setTimer } from '../waiting/timers';
import { inputOf } from './assemble-input';
import { dispatch } from './dispatch';
import { isStep } from './is-step';

/** Most flows that may call each other through `ref`, one inside the other. */
const MAX_DEPTH = 100;

/** Puts a token onto a place without starting anything. */
export function stand(token: Token, place: Place, value: unknown, mapping: InputMapping | undefined): void {
  token.place = place;
  token.phase = 'execute';
  token.attempt = 0;
  token.since = 0;
  token.input = mapping === undefined ? value : inputOf(token.frame, mapping, value);
}

/** Puts a token onto a place and starts what is there. */
export function enter(
  ledger: Ledger,
  token: Token,
  place: Place,
  value: unknown,
  mapping: InputMapping | undefined,
): void {
  stand(token, place, value, mapping);
  if (place.kind === 'exit' && mapping?.kind !== 'via') {
    ledger.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
    return;
  }
  if (isStep(place)) {
    if (ledger.events)
      ledger.tellOf(
        'step.scheduled',
        token,
        place.delayMs > 0 ? { visit: token.visit, delayMs: place.delayMs } : { visit: token.visit },
      );
    else ledger.state.seq += 1;
  }
  if (place.deadlineMs > 0) setTimer(ledger, token, 'deadline', place.deadlineMs);
  if (place.delayMs > 0) {
    ledger.setStatus(token, 'delayed');
    setTimer(ledger, token, 'delay', place.delayMs);
    return;
  }
  begin(ledger, token);
}

/** Starts what the token stands on: first the edge's function, if there is one. */
export function begin(ledger: Ledger, token: Token): void {
  if (token.extra?.via) dispatch(ledger, token, 'map', 1);
  else open(ledger, token);
}

/** Starts what the token stands on, its input being known. */
export function open(ledger: Ledger, token: Token): void {
  const { place } = token;
  if (waitsInLine(token, place) && !declaresInput(place)) {
    queue(ledger, token);
    return;
  }
  switch (place.leaf) {
    case 'plain':
      dispatch(ledger, token, 'execute', 1);
      return;
    case 'phased':
      dispatch(ledger, token, 'prepare', 1);
      return;
    case 'human':
      dispatch(ledger, token, 'request', 1);
      return;
    default:
      openComposite(ledger, token, place);
  }
}

function openComposite(ledger: Ledger, token: Token, place: Place): void {
  const { definition } = place;
  switch (definition.kind) {
    case 'flow':
      if (declaresInput(place)) dispatch(ledger, token, 'accept', 1);
      else openFlow(ledger, token, place, place.start);
      return;
    case 'ref':
      openReference(ledger, token, place);
      return;
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
      openJoin(ledger, token, place);
      return;
    case 'each':
      openEach(ledger, token, place, definition);
      return;
    case 'within':
      setTimer(ledger, token, 'within', definition.ms);
      openBody(ledger, token, place, token.visit);
      return;
    case 'repeat':
    case 'pipe':
      openBody(ledger, token, place, 1);
      return;
    case 'sleep':
      if (definition.length) dispatch(ledger, token, 'length', 1);
      else sleepFor(ledger, token, definition.ms);
      return;
    case 'wait':
      openWait(ledger, token, definition.signal);
      return;
    default:
      ledger.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
  }
}

export function sleepFor(ledger: Ledger, token: Token, ms: number): void {
  ledger.tellOf('step.started', token, {}, 1);
  ledger.setStatus(token, 'waiting');
  setTimer(ledger, token, 'sleep', ms);
}

function frameOf(ledger: Ledger, token: Token, scope: Place): Frame {
  const frame = new Frame(token, token.place, scope, token.visit, token.input);
  token.phase = 'execute';
  token.attempt = 1;
  token.inner = frame;
  ledger.setStatus(token, 'open');
  ledger.touchFrame(frame);
  return frame;
}

/**
 * Adds a token inside a frame and lets it enter a place: at once where that opens nothing further, otherwise after what is
 * already on the agenda.
 */
export function spawn(ledger: Ledger, frame: Frame, item: number, place: Place, visit: number, value: unknown): void {
  const { state } = ledger;
  const token = new Token(state.nextToken, frame, item, place, visit, value);
  state.nextToken += 1;
  frame.put(token);
  ledger.add(token);
  if (place.leaf) enter(ledger, token, place, value, undefined);
  else ledger.agenda.push({ kind: 'enter', token, place, value, mapping: undefined });
}

function openFlow(ledger: Ledger, token: Token, scope: Place, first: Place | undefined): void {
  const frame = frameOf(ledger, token, scope);
  if (first) spawn(ledger, frame, 0, first, countVisit(ledger, frame, first), token.input);
}

/** Counts a visit of a node in a flow's activation, and gives its number. */
export function countVisit(ledger: Ledger, frame: Frame, node: Place): number {
  frame.visits ??= frame.scope.unvisited.slice();
  const count = (frame.visits[node.index] ?? 0) + 1;
  frame.visits[node.index] = count;
  ledger.changes?.push({ type: 'visit.put', frame: frame.id, node: node.index, count });
  return count;
}

function openReference(ledger: Ledger, token: Token, place: Place): void {
  const callee = place.start;
  let depth = 0;
  for (let frame: Frame | undefined = token.frame; frame; frame = frame.outer)
    if (frame.place.kind === 'ref') depth += 1;
  if (depth >= MAX_DEPTH || !callee) {
    const message = `"${place.node}" would be flow call number ${depth + 1} in a row; at most ${MAX_DEPTH} flows may call each other`;
    ledger.agenda.push({ kind: 'fail', token, failure: coreFailure(ledger, 'MAX_DEPTH', message) });
    return;
  }
  if (declaresInput(callee)) dispatch(ledger, token, 'accept', 1);
  else openFlow(ledger, token, callee, callee.start);
}

/** The flow that is entered at a place: itself, or the one that it calls. */
function calledFlow(place: Place): Place | undefined {
  return place.kind === 'ref' ? place.start : place;
}

/** Whether a class or schema looks at what is given before a flow is entered. */
function declaresInput(place: Place): boolean {
  const definition = calledFlow(place)?.definition;
  return definition?.kind === 'flow' && definition.input !== undefined;
}

/** Opens the flow on which the token stands, once what it is given has been looked at. */
export function openAccepted(ledger: Ledger, token: Token): void {
  const { place } = token;
  const flow = calledFlow(place);
  if (waitsInLine(token, place)) queue(ledger, token);
  else if (flow) openFlow(ledger, token, flow, flow.start);
}

/** Goes on at a place, the token's turn having come. */
export function proceed(ledger: Ledger, token: Token): void {
  if (declaresInput(token.place)) openAccepted(ledger, token);
  else open(ledger, token);
}

function openJoin(ledger: Ledger, token: Token, place: Place): void {
  const frame = frameOf(ledger, token, place);
  frame.open(place.children.length);
  for (const branch of place.children) spawn(ledger, frame, branch.index, branch, 1, token.input);
}

function openEach(ledger: Ledger, token: Token, place: Place, definition: EachDefinition): void {
  const items: unknown = token.input;
  if (!givesItems(items)) {
    const message = `node "${place.node}" works item by item and needs a list or something else that can be iterated, got ${items === null ? 'null' : typeof items}`;
    ledger.agenda.push({ kind: 'fail', token, failure: coreFailure(ledger, 'NOT_A_LIST', message) });
    return;
  }
  const frame = frameOf(ledger, token, place);
  const join = frame.open(countOf(frame, definition) ?? 0);
  if (Array.isArray(items) && items.length === 0) {
    ledger.dropFrame(token);
    ledger.agenda.push({ kind: 'leave', token, action: 'next', value: [] });
  } else startItems(ledger, frame, definition, join);
}

/** Starts as many items as may be worked on at once. */
export function startItems(ledger: Ledger, frame: Frame, definition: EachDefinition, join: Join): void {
  const { token } = frame;
  const count = countOf(frame, definition) ?? Number.POSITIVE_INFINITY;
  const last = Math.min(count, join.arrived + definition.concurrency);
  if (isPulled(frame, definition)) {
    // There is never more than one on its way here.
    if (token?.op === 0 && frame.next < last) dispatch(ledger, token, 'pull', 1);
    return;
  }
  while (frame.next < last) spawnItem(ledger, frame, itemOf(frame.input, definition, frame.next));
}

/** Starts the next item of an `each`. */
export function spawnItem(ledger: Ledger, frame: Frame, value: unknown): void {
  const [body] = frame.place.children;
  const item = frame.next;
  frame.next += 1;
  if (body) spawn(ledger, frame, item, body, frame.visit, value);
}

function openBody(ledger: Ledger, token: Token, place: Place, visit: number): void {
  const frame = frameOf(ledger, token, place);
  const [body] = place.children;
  if (body) spawn(ledger, frame, 0, body, visit, token.input);
}

function openWait(ledger: Ledger, token: Token, signal: string): void {
  ledger.tellOf('step.started', token, {}, 1);
  const early = takeSignal(ledger, signal);
  if (early) {
    passWait(ledger, token, early.payload);
    return;
  }
  token.since = ledger.state.nextNo;
  ledger.state.nextNo += 1;
  ledger.setStatus(token, 'waiting');
}
