import { standText } from '../../trace/stand-text';
import type { Rule } from './rule';

/** A run ends, in whatever way, once nothing goes wrong any more. */
export const runsEnd: Rule = ({ trace }) =>
  trace.isOver
    ? []
    : [
        `the run does not end, however much time passes: ${standText(trace)}; if it waits for people or signals, give \`answers\` or \`signals\``,
      ];
