import { standText } from '../../trace/stand-text';
import type { Rule } from './rule';

/** A run ends, in whatever way, once nothing goes wrong any more; and then engines say so and can be stopped. */
export const runsEnd: Rule = ({ trace, moments }) =>
  trace.isOver
    ? moments.flatMap((moment) => (moment.type === 'silence' ? [`${moment.what} does not come to an end`] : []))
    : [
        `the run does not end, however much time passes: ${standText(trace)}; if it waits for people or signals, give \`answers\` or \`signals\``,
      ];
