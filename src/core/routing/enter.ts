import type { EachDefinition, InputMapping, Place } from '../../flow';
import { coreFailure } from '../core-failure';
import { countOf, isIterable, isPulled, itemOf } from '../joins/items';
import { Frame, type Join, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { needsPermit, queueToken } from '../waiting/permits';
import { passWait, takeSignal } from '../waiting/signals';
import { setTimer } from '../waiting/timers';
import { inputOf } from './assemble-input';
import { dispatch } from './dispatch';
import { isStep } from './is-step';

/** Most flows that may call each other through `ref`, one inside the other. */
const MAX_DEPTH = 100;

/** Puts a token onto a place without starting anything. */
export function placeToken(token: Token, place: Place, value: unknown, mapping: InputMapping | undefined): void {
  token.place = place;
  token.phase = 'execute';
  token.attempt = 0;
  token.since = 0;
  token.input = mapping === undefined ? value : inputOf(token.frame, mapping, value);
}

/** Puts a token onto a place and starts what is there. */
export function enter(
  context: TransitionContext,
  token: Token,
  place: Place,
  value: unknown,
  mapping: InputMapping | undefined,
): void {
  placeToken(token, place, value, mapping);
  if (place.kind === 'exit' && mapping?.kind !== 'via') {
    context.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
    return;
  }
  if (isStep(place)) {
    if (context.events)
      context.emitNodeEvent(
        'step.scheduled',
        token,
        place.delayMs > 0 ? { visit: token.visit, delayMs: place.delayMs } : { visit: token.visit },
      );
    else context.state.seq += 1;
  }
  if (place.deadlineMs > 0) setTimer(context, token, 'deadline', place.deadlineMs);
  if (place.delayMs > 0) {
    context.setStatus(token, 'delayed');
    setTimer(context, token, 'delay', place.delayMs);
    return;
  }
  begin(context, token);
}

/** Starts what the token stands on: first the edge's function, if there is one. */
export function begin(context: TransitionContext, token: Token): void {
  if (token.details?.via) dispatch(context, token, 'map', 1);
  else open(context, token);
}

/** Starts what the token stands on, its input being known. */
export function open(context: TransitionContext, token: Token): void {
  const { place } = token;
  if (needsPermit(token, place) && !declaresInput(place)) {
    queueToken(context, token);
    return;
  }
  switch (place.leaf) {
    case 'plain':
      dispatch(context, token, 'execute', 1);
      return;
    case 'phased':
      dispatch(context, token, 'prepare', 1);
      return;
    case 'human':
      dispatch(context, token, 'request', 1);
      return;
    default:
      openComposite(context, token, place);
  }
}

function openComposite(context: TransitionContext, token: Token, place: Place): void {
  const { definition } = place;
  switch (definition.kind) {
    case 'flow':
      if (declaresInput(place)) dispatch(context, token, 'accept', 1);
      else openFlow(context, token, place, place.start);
      return;
    case 'ref':
      openReference(context, token, place);
      return;
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
      openJoin(context, token, place);
      return;
    case 'each':
      openEach(context, token, place, definition);
      return;
    case 'within':
      setTimer(context, token, 'within', definition.ms);
      openBody(context, token, place, token.visit);
      return;
    case 'repeat':
    case 'pipe':
      openBody(context, token, place, 1);
      return;
    case 'sleep':
      if (definition.length) dispatch(context, token, 'length', 1);
      else sleepFor(context, token, definition.ms);
      return;
    case 'wait':
      openWait(context, token, definition.signal);
      return;
    default:
      context.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
  }
}

export function sleepFor(context: TransitionContext, token: Token, ms: number): void {
  context.emitNodeEvent('step.started', token, {}, 1);
  context.setStatus(token, 'waiting');
  setTimer(context, token, 'sleep', ms);
}

function frameOf(context: TransitionContext, token: Token, scope: Place): Frame {
  const frame = new Frame(token, token.place, scope, token.visit, token.input);
  token.phase = 'execute';
  token.attempt = 1;
  token.inner = frame;
  context.setStatus(token, 'open');
  context.touchFrame(frame);
  return frame;
}

/**
 * Adds a token inside a frame and lets it enter a place: at once where that opens nothing further, otherwise after what is
 * already on the agenda.
 */
export function spawn(
  context: TransitionContext,
  frame: Frame,
  item: number,
  place: Place,
  visit: number,
  value: unknown,
): void {
  const { state } = context;
  const token = new Token(state.nextToken, frame, item, place, visit, value);
  state.nextToken += 1;
  frame.put(token);
  context.add(token);
  if (place.leaf) enter(context, token, place, value, undefined);
  else context.agenda.push({ kind: 'enter', token, place, value, mapping: undefined });
}

function openFlow(context: TransitionContext, token: Token, scope: Place, first: Place | undefined): void {
  const frame = frameOf(context, token, scope);
  if (first) spawn(context, frame, 0, first, countVisit(context, frame, first), token.input);
}

/** Counts a visit of a node in a flow's activation, and gives its number. */
export function countVisit(context: TransitionContext, frame: Frame, node: Place): number {
  frame.visits ??= frame.scope.unvisited.slice();
  const count = (frame.visits[node.index] ?? 0) + 1;
  frame.visits[node.index] = count;
  context.changes?.push({ type: 'visit.put', frame: frame.id, node: node.index, count });
  return count;
}

function openReference(context: TransitionContext, token: Token, place: Place): void {
  const callee = place.start;
  let depth = 0;
  for (let frame: Frame | undefined = token.frame; frame; frame = frame.outer)
    if (frame.place.kind === 'ref') depth += 1;
  if (depth >= MAX_DEPTH || !callee) {
    const message = `"${place.node}" would be flow call number ${depth + 1} in a row; at most ${MAX_DEPTH} flows may call each other`;
    context.agenda.push({ kind: 'fail', token, failure: coreFailure(context, 'MAX_DEPTH', message) });
    return;
  }
  if (declaresInput(callee)) dispatch(context, token, 'accept', 1);
  else openFlow(context, token, callee, callee.start);
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
export function openAccepted(context: TransitionContext, token: Token): void {
  const { place } = token;
  const flow = calledFlow(place);
  if (needsPermit(token, place)) queueToken(context, token);
  else if (flow) openFlow(context, token, flow, flow.start);
}

/** Goes on at a place, the token's turn having come. */
export function proceed(context: TransitionContext, token: Token): void {
  if (declaresInput(token.place)) openAccepted(context, token);
  else open(context, token);
}

function openJoin(context: TransitionContext, token: Token, place: Place): void {
  const frame = frameOf(context, token, place);
  frame.open(place.children.length);
  for (const branch of place.children) spawn(context, frame, branch.index, branch, 1, token.input);
}

function openEach(context: TransitionContext, token: Token, place: Place, definition: EachDefinition): void {
  const items: unknown = token.input;
  if (!isIterable(items)) {
    const message = `node "${place.node}" works item by item and needs a list or something else that can be iterated, got ${items === null ? 'null' : typeof items}`;
    context.agenda.push({ kind: 'fail', token, failure: coreFailure(context, 'NOT_A_LIST', message) });
    return;
  }
  const frame = frameOf(context, token, place);
  const join = frame.open(countOf(frame, definition) ?? 0);
  if (Array.isArray(items) && items.length === 0) {
    context.dropFrame(token);
    context.agenda.push({ kind: 'leave', token, action: 'next', value: [] });
  } else startItems(context, frame, definition, join);
}

/** Starts as many items as may be worked on at once. */
export function startItems(context: TransitionContext, frame: Frame, definition: EachDefinition, join: Join): void {
  const { token } = frame;
  const count = countOf(frame, definition) ?? Number.POSITIVE_INFINITY;
  const last = Math.min(count, join.arrived + definition.concurrency);
  if (isPulled(frame, definition)) {
    // There is never more than one on its way here.
    if (token?.op === 0 && frame.next < last) dispatch(context, token, 'pull', 1);
    return;
  }
  while (frame.next < last) spawnItem(context, frame, itemOf(frame.input, definition, frame.next));
}

/** Starts the next item of an `each`. */
export function spawnItem(context: TransitionContext, frame: Frame, value: unknown): void {
  const [body] = frame.place.children;
  const item = frame.next;
  frame.next += 1;
  if (body) spawn(context, frame, item, body, frame.visit, value);
}

function openBody(context: TransitionContext, token: Token, place: Place, visit: number): void {
  const frame = frameOf(context, token, place);
  const [body] = place.children;
  if (body) spawn(context, frame, 0, body, visit, token.input);
}

function openWait(context: TransitionContext, token: Token, signal: string): void {
  context.emitNodeEvent('step.started', token, {}, 1);
  const early = takeSignal(context, signal);
  if (early) {
    passWait(context, token, early.payload);
    return;
  }
  token.since = context.state.nextNo;
  context.state.nextNo += 1;
  context.setStatus(token, 'waiting');
}
