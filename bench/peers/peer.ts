import { join } from 'node:path';

/** A route as the loop's decision returns it. */
interface RoutedCount {
  readonly action: 'again' | 'enough';
  readonly value: number;
}

export type WorkFunction = (value: number) => Promise<number>;
export type AgainFunction = (value: number) => Promise<RoutedCount>;

/** A run from start to end. Resolves to the count or, of a fan-out, to the outputs as a list or a record. */
export type Run = () => Promise<number | object>;

/** The same work in one library. Each function prepares it once and returns what runs it. */
export interface Peer {
  readonly chain: (step: WorkFunction, length: number) => Run | Promise<Run>;
  readonly fanOut: (step: WorkFunction, width: number) => Run | Promise<Run>;
  readonly loop: (work: WorkFunction, again: AgainFunction) => Run | Promise<Run>;
  /** The largest size of a case, by its name. Larger ones take the library too long. Default: no limit. */
  readonly largest?: Readonly<Record<string, number>>;
}

/** The libraries that Millrace is compared with in process. `plain` is none: a loop, and `Promise.all`. */
export const PEERS = ['plain', 'effect', 'langgraph', 'mastra', 'pocketflow', 'rxjs', 'xstate'] as const;

/** The libraries are not there when the repository is type-checked, so their adapters are plain JavaScript. */
export function loadPeer(name: string): Peer {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require(join(__dirname, 'libraries', `${name}.cjs`)) as Peer;
}
