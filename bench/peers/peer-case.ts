import type { Times } from '../harness/compete';
import { rounded } from '../harness/statistics';

/** What Millrace and a peer take for the same work or, as rates, complete. */
interface Figures {
  readonly millrace: number;
  readonly theirs: number;
  /** How many times as fast Millrace is. */
  readonly ratio: number;
}

/** Work that Millrace and every peer do, in several sizes. */
export interface PeerCase {
  readonly name: string;
  readonly peers: readonly string[];
  readonly sizes: readonly number[];
  readonly unit: string;
  readonly label: (size: number) => string;
  /** Returns the largest size that a peer is measured at, if it has a limit. */
  readonly largest?: (peer: string) => number | undefined;
  readonly measure: (peer: string, size: number) => Promise<Figures>;
}

/** A peer's figures of one case and size. */
export interface PeerResult extends Figures {
  readonly peer: string;
  readonly case: string;
  readonly size: number;
  readonly unit: string;
}

export function timeFigures({ millrace, limit }: Times): Figures {
  return { millrace: rounded(millrace), theirs: rounded(limit), ratio: rounded(limit / millrace) };
}

/** Turns times in µs into how many there are in a second. */
export function rateFigures({ millrace, limit }: Times): Figures {
  return { millrace: rounded(1e6 / millrace), theirs: rounded(1e6 / limit), ratio: rounded(limit / millrace) };
}
