import type { KindFacts } from '../kind';

/** The facts that are common to nodes without children. */
export const LEAF = {
  children: () => [],
  namesChildren: false,
  segment: (key) => key,
  leaf: () => undefined,
} satisfies Partial<KindFacts<unknown>>;
