import type { Trace } from '../trace/trace';
import { differences } from './differences';
import { describeFailure } from './told';

/**
 * Why a channel has not carried these values in this order, others between them allowed; without values, why it has carried none.
 * `undefined` if it has.
 */
export function notEmittedInOrder(trace: Trace, channel: string, values: readonly unknown[]): string | undefined {
  const emitted = trace.emitted(channel);
  let reached = 0;
  for (const value of emitted)
    if (reached < values.length && differences(value, values[reached], channel).length === 0) reached += 1;
  if (values.length === 0 ? emitted.length > 0 : reached === values.length) return undefined;
  const what = values.length === 0 ? 'something' : describeFailure(values[reached]);
  const after = reached === 0 ? '' : ` after ${describeFailure(values[reached - 1])}`;
  const others = [...new Set(trace.outputs.map((output) => output.channel))].filter((one) => one !== channel);
  const elsewhere = others.length === 0 ? '' : `; there is something on ${others.map((one) => `"${one}"`).join(', ')}`;
  return `expected ${what} on the channel "${channel}"${after}; it has carried ${describeFailure(emitted)}${elsewhere}`;
}
