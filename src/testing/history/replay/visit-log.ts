import type { RunEvent } from '../../../core';

/** Something that came of a visit. */
export interface Fact {
  readonly kind:
    | 'retry'
    | 'fallback'
    | 'completed'
    | 'skipped'
    | 'failed'
    | 'cancelled'
    | 'undone'
    | 'undoing failed'
    | 'route';
  /** The action, the code of the failure, or where the edge led. */
  readonly what: string;
  readonly value?: unknown;
  readonly delayMs?: number;
}

/** What came of all visits of a run, by path, in the order in which the run came to them. */
export type Course = ReadonlyMap<string, readonly Fact[]>;

export function courseOf(events: readonly RunEvent[]): Course {
  const course = new Map<string, Fact[]>();
  for (const event of events) {
    if (!('path' in event)) continue;
    const facts = course.get(event.path) ?? [];
    const fact = factOf(event);
    if (fact || event.type === 'step.scheduled') course.set(event.path, facts);
    if (fact) facts.push(fact);
  }
  return course;
}

function factOf(event: RunEvent): Fact | undefined {
  switch (event.type) {
    case 'step.retrying':
      return { kind: 'retry', what: event.data.failure.code, delayMs: event.data.delayMs };
    case 'fallback.started':
      return { kind: 'fallback', what: event.data.failure.code };
    case 'step.completed':
      return { kind: 'completed', what: event.data.action, value: event.data.value };
    case 'step.skipped':
      return { kind: 'skipped', what: event.data.action, value: event.data.value };
    case 'step.failed':
      return { kind: 'failed', what: event.data.failure.code };
    case 'step.cancelled':
      return { kind: 'cancelled', what: '' };
    case 'compensation.completed':
      return { kind: 'undone', what: '' };
    case 'compensation.failed':
      return { kind: 'undoing failed', what: event.data.failure.code };
    case 'route.taken':
      return { kind: 'route', what: `${event.data.action} → ${event.data.to}` };
    default:
      return undefined;
  }
}
