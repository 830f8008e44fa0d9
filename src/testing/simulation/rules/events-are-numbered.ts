import type { Rule } from './rule';

const ENDS: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

/** Events are numbered 1, 2, 3 … without gap or repetition, and the last one tells the end. */
export const eventsAreNumbered: Rule = ({ trace: { events, isOver } }) => {
  const odd = events.findIndex(({ seq }, index) => seq !== index + 1);
  if (odd >= 0) return [`event ${odd + 1} has the number ${events[odd]?.seq}`];
  const last = events.at(-1);
  if (!isOver || !last || ENDS.has(last.type)) return [];
  return [`the run goes on after its end: its last event is ${last.type}`];
};
