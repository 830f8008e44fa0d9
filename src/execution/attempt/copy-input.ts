import type { ExecuteEffect } from '../../core';
import type { PayloadCodec } from '../../storage/payloads';

/** Phases in which user code is handed an input as a whole. */
const TAKING: ReadonlySet<ExecuteEffect['phase']> = new Set([
  'execute',
  'prepare',
  'request',
  'complete',
  'fallback',
  'compensate',
  'map',
]);

/** An input of user code's own: whatever it changes in it, another attempt or branch gets what was written. */
export function copyInput(codec: PayloadCodec, effect: ExecuteEffect): unknown {
  const { input, phase } = effect;
  if (typeof input !== 'object' || input === null || !TAKING.has(phase)) return input;
  return codec.copy(input, () => `the input of "${effect.path}"`);
}
