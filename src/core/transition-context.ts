import type { FailureRecord } from '../errors';
import type { Graph, InputMapping, Place } from '../flow';
import type { Change } from './protocol/change';
import type { Effect } from './protocol/effect';
import type { InputHead } from './protocol/input';
import type { EventData, EventHead, NodeEventHead, RunEvent, RunEventType } from './protocol/run-event';
import { pathOf, type TokenPosition } from './state/path';
import { isBusy, type TokenStatus } from './state/phase';
import { frameRecord, runRecord, tokenRecord } from './state/records';
import type { RunState } from './state/run-state';
import type { Frame, Token } from './state/token';
import type { Caught } from './state/unwinding';

/** What remains to be done within the transition. Kept as a list, so that no chain of nodes deepens the stack. */
export type AgendaItem =
  | {
      readonly kind: 'enter';
      readonly token: Token;
      readonly place: Place;
      readonly value: unknown;
      readonly mapping: InputMapping | undefined;
    }
  | { readonly kind: 'begin'; readonly token: Token }
  | { readonly kind: 'leave'; readonly token: Token; readonly action: string; readonly value: unknown }
  | { readonly kind: 'caught'; readonly token: Token; readonly caught: Caught }
  | { readonly kind: 'decided'; readonly token: Token }
  | { readonly kind: 'fail'; readonly token: Token; readonly failure: FailureRecord };

/** A failure that nothing handles, and where it happened if it is not the run's own. */
export interface UnhandledFailure {
  readonly failure: FailureRecord;
  readonly path: string | undefined;
}

/**
 * What one transition reads and writes. A driver keeps one and uses it again and again; a part that nobody wants
 * (`changes` without a journal, `events` without a listener) is not built.
 */
export class TransitionContext {
  graph!: Graph;
  state!: RunState;
  effects: Effect[] = [];
  changes: Change[] | undefined = undefined;
  events: RunEvent[] | undefined = undefined;
  readonly agenda: AgendaItem[] = [];
  /** A failure that nothing handles. The run ends with it as soon as the agenda is empty, so that no token is left midway. */
  unhandled: UnhandledFailure | undefined = undefined;
  /** Why tasks are closed, where a limit of time is the reason. */
  closing: 'overdue' | 'deadline' | undefined = undefined;
  private moment: InputHead = { at: 0, random: 0 };
  private seqBefore = 0;
  private known: (TokenPosition & { readonly path: string }) | undefined = undefined;
  private readonly touchedTokens = new Set<Token>();
  private readonly touchedFrames = new Set<Frame>();

  /** When the transition happens. Read late: a driver may look at its clock only when it is asked. */
  get at(): number {
    return this.moment.at;
  }

  get random(): number {
    return this.moment.random;
  }

  begin(graph: Graph, state: RunState, moment: InputHead): void {
    this.seqBefore = state.seq;
    this.graph = graph;
    this.state = state;
    this.moment = moment;
  }

  /** Writes down what has been touched. Called once, at the end of a transition. */
  close(): void {
    const { changes } = this;
    if (!changes) return;
    for (const frame of this.touchedFrames) changes.push({ type: 'frame.put', frame: frameRecord(frame) });
    for (const token of this.touchedTokens)
      if (token.status !== 'gone') changes.push({ type: 'token.put', token: tokenRecord(token) });
    this.touchedFrames.clear();
    this.touchedTokens.clear();
    if (changes.length > 0 || this.state.seq !== this.seqBefore)
      changes.push({ type: 'run.put', run: runRecord(this.state) });
  }

  /** Notes that the token's own fields change in this transition. */
  touch(token: Token): void {
    if (this.changes) this.touchedTokens.add(token);
  }

  touchFrame(frame: Frame): void {
    if (this.changes) this.touchedFrames.add(frame);
  }

  add(token: Token): void {
    this.state.tokens.add(token);
    if (isBusy(token.status)) this.state.busy += 1;
    this.touch(token);
  }

  remove(token: Token): void {
    this.setStatus(token, 'gone');
    this.state.tokens.remove(token);
    token.frame.drop(token);
    this.changes?.push({ type: 'token.delete', id: token.id });
  }

  setStatus(token: Token, status: TokenStatus): void {
    const { state } = this;
    if (isBusy(token.status)) state.busy -= 1;
    if (isBusy(status)) state.busy += 1;
    token.status = status;
    this.touch(token);
  }

  /** Ends the activation inside a token; the token itself is about to go on. */
  dropFrame(token: Token): void {
    const { inner } = token;
    if (!inner) return;
    if (isOpenSource(inner)) this.effects.push({ type: 'items.close', token: token.id });
    token.inner = undefined;
    this.setStatus(token, 'ready');
    this.touchedFrames.delete(inner);
    this.changes?.push({ type: 'frame.delete', id: inner.id });
  }

  /** An event about the run. */
  emitRunEvent<Type extends RunEventType>(type: Type, data: EventData<Type>): void {
    const { state, events } = this;
    state.seq += 1;
    if (!events) return;
    const { id, correlationId } = state.info;
    const { name, version } = this.graph;
    const { at } = this.moment;
    events.push(eventOf({ v: 1, seq: state.seq, type, runId: id, flow: name, version, at, correlationId, data }));
  }

  /** An event about the node on which the token stands. */
  emitNodeEvent<Type extends RunEventType>(type: Type, token: Token, data: EventData<Type>, attempt?: number): void {
    if (this.events) this.emitEventAt(type, this.pathOf(token), token.place, data, attempt);
    else this.state.seq += 1;
  }

  /** An event about a node of the run. Its literals are spelt out: there are several events to a step. */
  emitEventAt<Type extends RunEventType>(
    type: Type,
    path: string,
    { node, id: place }: Place,
    data: EventData<Type>,
    attempt?: number,
  ): void {
    const { state, events } = this;
    state.seq += 1;
    if (!events) return;
    const { seq } = state;
    const { id: runId, correlationId } = state.info;
    const { name: flow, version } = this.graph;
    const { at } = this.moment;
    events.push(
      eventOf(
        attempt === undefined
          ? { v: 1, seq, type, runId, flow, version, at, correlationId, path, node, place, data }
          : { v: 1, seq, type, runId, flow, version, at, correlationId, path, node, place, attempt, data },
      ),
    );
  }

  /** The path of where the token stands. The one asked for last is at hand, since a visit has several events. */
  pathOf(token: Token): string {
    const { frame, place, item, visit } = token;
    const { known } = this;
    if (known?.frame === frame && known.place === place && known.item === item && known.visit === visit)
      return known.path;
    const path = pathOf(token);
    this.known = { frame, place, item, visit, path };
    return path;
  }
}

/** Whether items are still to be got from somewhere. */
function isOpenSource({ scope, input, token }: Frame): boolean {
  return scope.kind === 'each' && !Array.isArray(input) && !token?.details?.exhausted;
}

type AnyEvent = EventHead &
  Partial<Omit<NodeEventHead, keyof EventHead>> & {
    readonly type: RunEventType;
    readonly attempt?: number;
    readonly data: object;
  };

/** Which data goes with which type is checked where the event is told. */
function eventOf(event: AnyEvent): RunEvent {
  return event as RunEvent;
}
