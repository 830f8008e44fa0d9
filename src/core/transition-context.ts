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

/** Work that remains within the transition. Kept as a list, so that a chain of nodes does not deepen the stack. */
export type AgendaItem =
  | {
      readonly kind: 'enter';
      readonly token: Token;
      readonly place: Place;
      readonly value: unknown;
      readonly mapping: InputMapping | undefined;
    }
  | { readonly kind: 'begin'; readonly token: Token }
  | { readonly kind: 'restart'; readonly token: Token }
  | { readonly kind: 'leave'; readonly token: Token; readonly action: string; readonly value: unknown }
  | { readonly kind: 'caught'; readonly token: Token; readonly caught: Caught }
  | { readonly kind: 'decided'; readonly token: Token }
  | { readonly kind: 'fail'; readonly token: Token; readonly failure: FailureRecord };

/** An unhandled failure, and its path if it is not the run's own. */
export interface UnhandledFailure {
  readonly failure: FailureRecord;
  readonly path: string | undefined;
}

/**
 * The data that one transition reads and writes. A driver reuses one context; an output that the driver does not need
 * (`changes` without a journal, `events` without a subscriber) is not built.
 */
export class TransitionContext {
  graph!: Graph;
  state!: RunState;
  effects: Effect[] = [];
  changes: Change[] | undefined = undefined;
  events: RunEvent[] | undefined = undefined;
  readonly agenda: AgendaItem[] = [];
  /** The failure that ends the run once the agenda is empty, so that no token is left midway. */
  unhandled: UnhandledFailure | undefined = undefined;
  /** The reason why tasks are closed, if a time limit is the reason. */
  closing: 'overdue' | 'deadline' | undefined = undefined;
  private moment: InputHead = { at: 0, random: 0 };
  private seqBefore = 0;
  private known: (TokenPosition & { readonly path: string }) | undefined = undefined;
  private readonly touchedTokens = new Set<Token>();
  private readonly touchedFrames = new Set<Frame>();

  /** The time of the transition. Read lazily: a driver may read its clock only on demand. */
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

  /** Builds the changes of everything touched. Called once, at the end of a transition. */
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

  /** Marks the token's own fields as changed. */
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

  /** Ends the activation inside a token that is about to continue. */
  dropFrame(token: Token): void {
    const { inner } = token;
    if (!inner) return;
    if (isOpenSource(inner)) this.effects.push({ type: 'items.close', token: token.id });
    token.inner = undefined;
    this.setStatus(token, 'ready');
    this.touchedFrames.delete(inner);
    this.changes?.push({ type: 'frame.delete', id: inner.id });
  }

  /** Emits an event about the run. */
  emitRunEvent<Type extends RunEventType>(type: Type, data: EventData<Type>): void {
    const { state, events } = this;
    state.seq += 1;
    if (!events) return;
    const { id, correlationId } = state.info;
    const { name, version } = this.graph;
    const { at } = this.moment;
    events.push(eventOf({ v: 1, seq: state.seq, type, runId: id, flow: name, version, at, correlationId, data }));
  }

  /** Emits an event about the node on which the token stands. */
  emitNodeEvent<Type extends RunEventType>(type: Type, token: Token, data: EventData<Type>, attempt?: number): void {
    if (this.events) this.emitEventAt(type, this.pathOf(token), token.place, data, attempt);
    else this.state.seq += 1;
  }

  /** Emits an event about a node of the run. Its literals are written out for speed: a step has several events. */
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

  /** Returns the path of the token. The latest path is cached, since a visit has several events. */
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

/** Whether items are pulled from a source that is not exhausted. */
function isOpenSource({ scope, input, token }: Frame): boolean {
  return scope.kind === 'each' && !Array.isArray(input) && !token?.details?.exhausted;
}

type AnyEvent = EventHead &
  Partial<Omit<NodeEventHead, keyof EventHead>> & {
    readonly type: RunEventType;
    readonly attempt?: number;
    readonly data: object;
  };

/** The compiler checks the data of each type where the event is emitted. */
function eventOf(event: AnyEvent): RunEvent {
  return event as RunEvent;
}
