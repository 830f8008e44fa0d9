import { inspectValue, MillraceError } from '../errors';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A length of time: milliseconds, or a number with a unit, such as `'30s'`, `'1.5h'`, `'3d'`. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/** The longest duration: a hundred years, in ms. */
const MAX_DURATION_MS = 3_155_760_000_000;

/**
 * Converts a duration to milliseconds, rounded.
 *
 * @param option the option with the duration, for the error message
 * @param by the function or object that has the option, where the name alone is ambiguous
 * @throws {MillraceError} `INVALID_OPTION` for anything but a duration of 0 ms to a hundred years
 */
export function durationMs(duration: Duration, option: string, by?: string): number {
  const ms = Math.round(parse(duration));
  if (ms >= 0 && ms <= MAX_DURATION_MS) return ms;
  throw new MillraceError(
    'INVALID_OPTION',
    `${by === undefined ? option : `${by}: ${option}`}: ${inspectValue(duration)} is not a duration; use milliseconds or a string such as "500ms", "30s", "15m", "48h", "3d", "2w"`,
    { details: { option } },
  );
}

function parse(duration: unknown): number {
  if (typeof duration === 'number') return duration;
  const match = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration) : null;
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : Number.NaN;
}
