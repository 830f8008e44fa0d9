import type { Kind } from '../kind';

/** The facts that nodes without children share. */
export const LEAF = {
  children: () => [],
  namesChildren: false,
  segment: (key) => key,
  leaf: () => undefined,
} satisfies Partial<Kind<unknown>>;
