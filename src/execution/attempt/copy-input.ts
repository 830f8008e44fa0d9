import type { ExecuteEffect } from '../../core';
import type { PayloadCodec } from '../../storage/payloads';

type Phase = ExecuteEffect['phase'];

/** The phases in which user code receives the input. */
const TAKING_INPUT: ReadonlySet<Phase> = new Set([
  'execute',
  'accept',
  'prepare',
  'finish',
  'request',
  'complete',
  'fallback',
  'compensate',
  'map',
  'length',
  'key',
]);
/** The phases in which user code receives other data besides the input. */
const TAKING_GIVEN: ReadonlySet<Phase> = new Set(['finish', 'complete', 'fallback', 'until']);

/**
 * Replaces the values of an operation by copies: what user code changes in them reaches no other attempt, branch or hook. They
 * have no limit: what operations gave was measured then, and a join puts together any number of such values.
 */
export function copyValues(codec: PayloadCodec, effect: ExecuteEffect): void {
  const { phase, input, given } = effect;
  if (TAKING_INPUT.has(phase)) effect.input = copyForCode(codec, input);
  if (TAKING_GIVEN.has(phase)) effect.given = copyForCode(codec, given);
}

/** Returns a copy of a value for user code; without a codec, the value itself. */
export function copyForCode(codec: PayloadCodec | undefined, value: unknown): unknown {
  return codec && typeof value === 'object' && value !== null ? codec.copyKept(value) : value;
}
