import type { RunEvent } from '../../../core';
import type { Graph } from '../../../flow';
import { type EventAs, isEventAs } from './event-roles';
import { outcomeOfEvent, type RecordedOutcome } from './recorded-outcome';

/** An action of a person on a task. */
export type ReplayAction = EventAs<'action'>;

/** A recorded input of a run from outside, which is delivered again at its time. */
export type ScheduledInput = {
  /** Epoch ms. */
  readonly at: number;
} & (
  | { readonly kind: 'outcome'; readonly outcome: RecordedOutcome; readonly retry?: Retry }
  | { readonly kind: 'action'; readonly action: ReplayAction }
  | { readonly kind: 'signal'; readonly name: string; readonly payload: unknown }
  | { readonly kind: 'pause'; readonly reason: string | undefined }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel'; readonly reason: string; readonly compensate: boolean }
  /** A timer fired: only time passes. */
  | { readonly kind: 'time' }
);

/** A failed attempt that was followed by another. */
export interface Retry {
  readonly place: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly retryAfterMs: number | undefined;
}

/** Returns the inputs of a run, in order. */
export function scheduledInputsOf(events: readonly RunEvent[], graph: Graph): readonly ScheduledInput[] {
  const payloads = signalPayloads(events, graph);
  const cancelled = cancelOf(events);
  let paused = false;
  return events.flatMap((event, index): readonly ScheduledInput[] => {
    const resumes = paused && event.type === 'run.resumed';
    paused = (paused || event.type === 'run.paused') && !resumes;
    const { at } = event;
    const scheduled: ScheduledInput | undefined = resumes ? { at, kind: 'resume' } : scheduledInputOf(event, payloads);
    if (index === cancelled?.index) return scheduled ? [cancelled.scheduled, scheduled] : [cancelled.scheduled];
    if (scheduled) return [scheduled];
    // Changes without an event, such as a limiter that admits the next call, come with time.
    return at > (events[index - 1]?.at ?? at) ? [{ at, kind: 'time' }] : [];
  });
}

function scheduledInputOf(event: RunEvent, payloads: ReadonlyMap<number, unknown>): ScheduledInput | undefined {
  const { at } = event;
  const outcome = outcomeOfEvent(event);
  if (outcome) return { at, kind: 'outcome', outcome, ...retryOf(event) };
  if (isEventAs(event, 'action')) return isByPerson(event) ? { at, kind: 'action', action: event } : undefined;
  if (!isEventAs(event, 'input')) return undefined;
  switch (event.type) {
    case 'run.paused':
      return { at, kind: 'pause', reason: event.data.reason };
    case 'signal.received':
      return { at, kind: 'signal', name: event.data.name, payload: payloads.get(event.seq) };
    case 'timer.fired':
    case 'run.failed':
      return { at, kind: 'time' };
  }
}

function retryOf(event: RunEvent): { readonly retry?: Retry } {
  if (event.type !== 'step.retrying') return {};
  const { place, attempt, data } = event;
  return { retry: { place, attempt, delayMs: data.delayMs, retryAfterMs: data.failure.retryAfterMs } };
}

/** Whether an action is that of a person. A task that its run closed was not closed by a person. */
function isByPerson({ type, data }: ReplayAction): boolean {
  return type !== 'task.cancelled' || data.because === 'cancelled';
}

/** The events that follow from a cancellation or a failure, up to the end of the run. */
const AFTER_THE_END: readonly RunEvent['type'][] = [
  'step.cancelled',
  'task.cancelled',
  'compensation.started',
  'compensation.completed',
  'compensation.failed',
  'run.waiting',
  'run.resumed',
  'run.cancelled',
  'run.failed',
];

/**
 * Returns the index of the first event that follows from the end of a run. Compensations precede the event of the end.
 */
function endingFrom(events: readonly RunEvent[]): number {
  return events.findLastIndex(({ type }) => !AFTER_THE_END.includes(type)) + 1;
}

/** Returns the deadline that the recorded run exceeded, in ms, if it did. */
export function runDeadlineOf(events: readonly RunEvent[]): number | undefined {
  const [first] = events;
  const last = events.at(-1);
  if (last?.type !== 'run.failed' || last.data.path !== undefined || last.data.failure.code !== 'DEADLINE_EXCEEDED')
    return undefined;
  return (events[endingFrom(events)]?.at ?? last.at) - (first?.at ?? 0);
}

/** Returns the position of the cancellation of a run, if any. Its event comes after the compensations. */
function cancelOf(
  events: readonly RunEvent[],
): { readonly index: number; readonly scheduled: ScheduledInput } | undefined {
  const last = events.at(-1);
  if (last?.type !== 'run.cancelled') return undefined;
  const from = endingFrom(events);
  const compensate = events.slice(from).some(({ type }) => type.startsWith('compensation.'));
  // Earlier aborted work, and the begin of a wait, precede the cancellation as well.
  const index = events.findIndex(
    ({ type, at }, position) =>
      position >= from && type !== 'run.waiting' && type !== 'run.resumed' && (compensate || at === last.at),
  );
  const at = events[index]?.at ?? last.at;
  return { index, scheduled: { at, kind: 'cancel', reason: last.data.reason, compensate } };
}

/** Returns the payload of each signal by the number of its event: the outcome of the wait that received it. */
function signalPayloads(events: readonly RunEvent[], graph: Graph): ReadonlyMap<number, unknown> {
  const payloads = new Map<number, unknown>();
  /** Signals that no node waited for on arrival, by name. */
  const kept = new Map<string, number[]>();
  const taken = new Set<number>();
  events.forEach((event, index) => {
    if (event.type === 'signal.received') {
      const { name, buffered } = event.data;
      const following = events[index + 1];
      if (buffered) kept.set(name, [...(kept.get(name) ?? []), event.seq]);
      else if (following?.type === 'step.completed') {
        payloads.set(event.seq, following.data.value);
        taken.add(following.seq);
      }
    }
    if (event.type !== 'step.completed' || taken.has(event.seq)) return;
    const definition = graph.places.get(event.place)?.definition;
    const seq = definition?.kind === 'wait' ? kept.get(definition.signal)?.shift() : undefined;
    if (seq !== undefined) payloads.set(seq, event.data.value);
  });
  return payloads;
}
