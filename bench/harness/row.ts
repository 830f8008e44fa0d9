import type { Result } from './result';

/** One row of the targets. It is measured in a process of its own, with `--expose-gc`. */
export interface Row<R = Result> {
  readonly name: string;
  /** Gives each result as soon as it is there. */
  readonly measure: () => AsyncIterable<R>;
}
