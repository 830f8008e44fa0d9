import type { Ending } from '../../../core';
import type { Rule } from './rule';

const ENDS: readonly string[] = Object.keys({
  'run.completed': true,
  'run.failed': true,
  'run.cancelled': true,
} satisfies Record<`run.${Ending['status']}`, true>);

/** Events are numbered 1, 2, 3 … without gaps or repetitions, and the last one is the end of the run. */
export const eventsAreNumbered: Rule = ({ trace: { events, isOver } }) => {
  const odd = events.findIndex(({ seq }, index) => seq !== index + 1);
  if (odd >= 0) return [`event ${odd + 1} has the number ${events[odd]?.seq}`];
  const last = events.at(-1);
  if (!isOver || !last || ENDS.includes(last.type)) return [];
  return [`the run continues after its end: its last event is ${last.type}`];
};
