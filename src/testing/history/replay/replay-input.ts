import type { RunEvent } from '../../../core';
import type { Graph } from '../../../flow';
import { endingStart, hookOf, SignalLog, type SignalView, visitResult } from '../../../history';
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
  const signals = signalsOf(events, graph);
  const cancelled = cancelOf(events);
  let paused = false;
  return events.flatMap((event, index): readonly ScheduledInput[] => {
    const resumes = paused && event.type === 'run.resumed';
    paused = (paused || event.type === 'run.paused') && !resumes;
    const { at } = event;
    const scheduled: ScheduledInput | undefined = resumes ? { at, kind: 'resume' } : scheduledInputOf(event, signals);
    if (index === cancelled?.index) return scheduled ? [cancelled.scheduled, scheduled] : [cancelled.scheduled];
    if (scheduled) return [scheduled];
    // Changes without an event, such as a limiter that admits the next call, come with time.
    return at > (events[index - 1]?.at ?? at) ? [{ at, kind: 'time' }] : [];
  });
}

function scheduledInputOf(event: RunEvent, signals: ReadonlyMap<number, SignalView>): ScheduledInput | undefined {
  const { at } = event;
  const outcome = outcomeOfEvent(event);
  if (outcome) return { at, kind: 'outcome', outcome, ...retryOf(event) };
  if (isEventAs(event, 'action')) return isByPerson(event) ? { at, kind: 'action', action: event } : undefined;
  if (!isEventAs(event, 'input')) return undefined;
  switch (event.type) {
    case 'run.paused':
      return { at, kind: 'pause', reason: event.data.reason };
    case 'signal.received':
      return { at, kind: 'signal', name: event.data.name, payload: signals.get(event.seq)?.payload };
    case 'timer.fired':
    case 'run.failed':
      return { at, kind: 'time' };
  }
}

function retryOf(event: RunEvent): { readonly retry?: Retry } {
  const result = visitResult(event);
  if (result?.kind !== 'failed' || result.then !== 'retry' || !('place' in event)) return {};
  const { attempt, delayMs, failure } = result;
  return { retry: { place: event.place, attempt, delayMs, retryAfterMs: failure.retryAfterMs } };
}

/** Whether an action is that of a person. A task that its run closed was not closed by a person. */
function isByPerson({ type, data }: ReplayAction): boolean {
  return type !== 'task.cancelled' || data.because === 'cancelled';
}

/** Returns the deadline that the recorded run exceeded, in ms, if it did. */
export function runDeadlineOf(events: readonly RunEvent[]): number | undefined {
  const [first] = events;
  const last = events.at(-1);
  if (last?.type !== 'run.failed' || last.data.path !== undefined || last.data.failure.code !== 'DEADLINE_EXCEEDED')
    return undefined;
  return (events[endingStart(events)]?.at ?? last.at) - (first?.at ?? 0);
}

/** Returns the position of the cancellation of a run, if any. Its event comes after the compensations. */
function cancelOf(
  events: readonly RunEvent[],
): { readonly index: number; readonly scheduled: ScheduledInput } | undefined {
  const last = events.at(-1);
  if (last?.type !== 'run.cancelled') return undefined;
  const from = endingStart(events);
  const compensate = events.slice(from).some((event) => hookOf(event) === 'compensate');
  // Earlier aborted work, and the begin of a wait, precede the cancellation as well.
  const index = events.findIndex(
    ({ type, at }, position) =>
      position >= from && type !== 'run.waiting' && type !== 'run.resumed' && (compensate || at === last.at),
  );
  const at = events[index]?.at ?? last.at;
  return { index, scheduled: { at, kind: 'cancel', reason: last.data.reason, compensate } };
}

/** Returns the signals of a run by the numbers of their events. */
function signalsOf(events: readonly RunEvent[], graph: Graph): ReadonlyMap<number, SignalView> {
  const log = new SignalLog();
  for (const event of events) log.add(event, graph);
  return new Map(log.signals.map((signal) => [signal.seq, signal]));
}
