import type { Times } from './compete';
import { rounded } from './statistics';

/** One line of the report. Times are in µs; a case that measures something else says so. */
export interface Result {
  readonly row: string;
  readonly case: string;
  readonly millrace: number;
  readonly limit: number | null;
  readonly ratio: number | null;
  /** The most that is allowed or, where more is better, the least; `null` where a figure is only reported. */
  readonly target: number | null;
  readonly met: boolean | null;
  /** Whether more is better. */
  readonly isSpeed?: boolean;
}

interface Figures {
  readonly row: string;
  readonly case: string;
  readonly target: number | null;
}

/** A row whose target is a ratio to the limit. */
export function ratioResult(figures: Figures, times: Times): Result {
  const ratio = rounded(times.millrace / times.limit);
  return {
    row: figures.row,
    case: figures.case,
    millrace: rounded(times.millrace),
    limit: rounded(times.limit),
    ratio,
    target: figures.target,
    met: figures.target === null ? null : ratio <= figures.target,
  };
}

/** A row whose target is a figure of its own, such as bytes; the limit only shows where the floor is. */
export function absoluteResult(figures: Figures, millrace: number, limit: number): Result {
  return {
    row: figures.row,
    case: figures.case,
    millrace: rounded(millrace),
    limit: rounded(limit),
    ratio: rounded(millrace / limit),
    target: figures.target,
    met: figures.target === null ? null : rounded(millrace) <= figures.target,
  };
}

/** A row whose target is the least speed: how many times as fast as the limit. */
export function speedResult(figures: Figures, times: Times): Result {
  const ratio = rounded(times.limit / times.millrace);
  return {
    row: figures.row,
    case: figures.case,
    millrace: rounded(times.millrace),
    limit: rounded(times.limit),
    ratio,
    target: figures.target,
    met: figures.target === null ? null : ratio >= figures.target,
    isSpeed: true,
  };
}
