import type { Signal } from '../../flow';
import { type Duration, durationMs } from '../../step';

/** A signal that a test sends. Made by {@link sendSignal}. */
export interface SentSignal {
  readonly signal: Signal<never, never>;
  readonly payload: unknown;
  readonly afterMs: number;
}

/**
 * Sends a signal to the run: at once, or some time after its start.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what is no duration
 * @example sendSignal(paid, { amount: 10 }, { after: '3d' })
 */
export function sendSignal<T, Given>(
  signal: Signal<T, Given>,
  payload: Given,
  { after = 0 }: { readonly after?: Duration } = {},
): SentSignal {
  return Object.freeze({
    signal: signal as unknown as SentSignal['signal'],
    payload,
    afterMs: durationMs(after, 'after'),
  });
}
