import type { FaultKind } from './fault';

/** The probability of each fault, 0 ≤ number ≤ 1. Omitted faults do not occur. */
export interface Chances {
  /**
   * Probability that an execution of a step fails, in half of the cases before its work, in the other half after it.
   */
  readonly failures?: number | undefined;
  /** Probability that an execution of a step fails with an error that is not retryable. */
  readonly terminals?: number | undefined;
  /** Probability that a step with a timeout or a deadline hangs. */
  readonly timeouts?: number | undefined;
  /**
   * Probability that the process dies at a call to the storage. `every`: each seed is run twice per call, with a crash
   * once before and once after the call.
   */
  readonly crashes?: number | 'every' | undefined;
  /** Probability that a call to the storage fails or is slow. */
  readonly storage?: number | undefined;
}

/** The default probabilities. */
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
