import type { ExecuteEffect } from '../../core';
import type { PayloadCodec } from '../../storage/payloads';

/** The phases in which user code receives an input as a whole. */
const TAKING: ReadonlySet<ExecuteEffect['phase']> = new Set([
  'execute',
  'prepare',
  'request',
  'complete',
  'fallback',
  'compensate',
  'map',
]);

/**
 * Returns a copy of the input for user code: its changes do not reach other attempts or branches. It has no limit: what
 * operations gave was measured then, and a join puts together any number of such values.
 */
export function copyInput(codec: PayloadCodec, effect: ExecuteEffect): unknown {
  const { input, phase } = effect;
  if (typeof input !== 'object' || input === null || !TAKING.has(phase)) return input;
  return codec.copyKept(input);
}
