import { requireSignalName } from '../../engine/requests';
import { invalidOption, knownOptions } from '../../errors';
import type { Signal } from '../../flow';
import { type Duration, durationMs } from '../../step';

/** A signal that a test sends. Made by {@link sendSignal}. */
export interface SentSignal {
  readonly signal: Signal<never, never>;
  readonly payload: unknown;
  readonly afterMs: number;
}

const made = new WeakSet<SentSignal>();

/**
 * Sends a signal to the run, immediately or some time after its start.
 *
 * @throws {MillraceError} `INVALID_SIGNAL` for anything but a signal, `INVALID_OPTION`
 * @example sendSignal(paid, { amount: 10 }, { after: '3d' })
 */
export function sendSignal<T, Given>(
  signal: Signal<T, Given>,
  payload: Given,
  options: { readonly after?: Duration } = {},
): SentSignal {
  const { after = 0 } = knownOptions(options, { after: true }, 'sendSignal()');
  requireSignalName(signal);
  const sent: SentSignal = Object.freeze({
    signal: signal as unknown as SentSignal['signal'],
    payload,
    afterMs: durationMs(after, 'after', 'sendSignal()'),
  });
  made.add(sent);
  return sent;
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but the result of {@link sendSignal} */
export function sentOf(given: SentSignal): SentSignal {
  if (made.has(given)) return given;
  throw invalidOption('signals', 'results of sendSignal()', given, 'testFlow()');
}
