import type { FaultKind } from './fault';

/** How likely each fault is wherever it may strike: 0 ≤ number ≤ 1. What is left out does not happen. */
export interface Chances {
  /** Of a step failing, each time that it is executed: half of the times before its work, half of the times after it. */
  readonly failures?: number | undefined;
  /** The same with an error that is not worth another attempt. */
  readonly terminals?: number | undefined;
  /** Of a step not answering, if it has a timeout or a deadline. */
  readonly timeouts?: number | undefined;
  /**
   * Of the process dying, at each call to the storage. `every`: instead, each seed is run once for each call there is and dies before
   * it, and once more and dies after it.
   */
  readonly crashes?: number | 'every' | undefined;
  /** Of a call to the storage failing or being slow. */
  readonly storage?: number | undefined;
}

/** What goes wrong where nothing else is said. */
export const USUAL: Chances = Object.freeze({ failures: 0.1, timeouts: 0.05, crashes: 0.02, storage: 0.02 });

/** Probabilities by kind. */
export type ChanceOf = Readonly<Record<FaultKind, number>>;

export function chanceOf({ failures = 0, terminals = 0, timeouts = 0, crashes = 0, storage = 0 }: Chances): ChanceOf {
  return {
    failure: failures,
    'terminal failure': terminals,
    timeout: timeouts,
    crash: crashes === 'every' ? 0 : crashes,
    'storage error': storage / 2,
    'storage delay': storage / 2,
  };
}
