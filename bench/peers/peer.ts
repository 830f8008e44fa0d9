import { join } from 'node:path';

/** A route as the loop's decision gives it. */
interface RoutedCount {
  readonly action: 'again' | 'enough';
  readonly value: number;
}

export type WorkFunction = (value: number) => Promise<number>;
export type AgainFunction = (value: number) => Promise<RoutedCount>;

/** The same work in another library. Each function prepares it once and gives what runs it. */
export interface Peer {
  readonly chain: (step: WorkFunction, length: number) => () => Promise<unknown>;
  readonly fanOut: (step: WorkFunction, width: number) => () => Promise<unknown>;
  /** Fan-outs that take the library too long are left out. Default: no limit. */
  readonly widest?: number;
  readonly rounds: (work: WorkFunction, again: AgainFunction) => () => Promise<unknown>;
}

export const PEERS = ['effect', 'pocketflow', 'rxjs', 'xstate'] as const;

/** The libraries are not there when the repository is type-checked, so their adapters are plain JavaScript. */
export function loadPeer(name: string): Peer {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require(join(__dirname, 'libraries', `${name}.cjs`)) as Peer;
}
