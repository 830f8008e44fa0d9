import { standText } from '../../trace/stand-text';
import type { Rule } from './rule';

/** A run ends once no more faults occur. Engines then report its end and can be stopped. */
export const runsEnd: Rule = ({ trace, moments }) =>
  trace.isOver
    ? moments.flatMap((moment) => (moment.type === 'silence' ? [`${moment.what} does not end`] : []))
    : [
        `the run does not end, however much time passes: ${standText(trace)}; if it waits for people or signals, set \`answers\` or \`signals\``,
      ];
