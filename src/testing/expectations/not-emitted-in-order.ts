import { nearestName } from '../../errors';
import type { Trace } from '../trace/trace';
import { describeValue } from './describe-value';
import { differences } from './differences';

/**
 * Returns why a channel has not emitted these values in this order, possibly with others in between, or, without
 * values, has emitted nothing; `undefined` if it has.
 */
export function notEmittedInOrder(trace: Trace, channel: string, values: readonly unknown[]): string | undefined {
  const emitted = trace.emitted(channel);
  let reached = 0;
  for (const value of emitted)
    if (reached < values.length && differences(value, values[reached], channel).length === 0) reached += 1;
  if (values.length === 0 ? emitted.length > 0 : reached === values.length) return undefined;
  const what = values.length === 0 ? 'something' : describeValue(values[reached]);
  const after = reached === 0 ? '' : ` after ${describeValue(values[reached - 1])}`;
  const others = [...new Set(trace.outputs.map((output) => output.channel))].filter((one) => one !== channel);
  const nearest = nearestName(channel, others);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  const elsewhere = others.length === 0 ? '' : `; there are values on ${others.map((one) => `"${one}"`).join(', ')}`;
  return `expected ${what} on the channel "${channel}"${after}; it emitted ${describeValue(emitted)}${elsewhere}${hint}`;
}
