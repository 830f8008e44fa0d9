import type { Change } from '../../src/run';

const WRITTEN = '~source';

/** Gives items one after another; what they are is the driver's business. It is no data, so it is written as a word. */
export const SOURCE = {
  *[Symbol.iterator](): Generator<never> {},
  toJSON: () => WRITTEN,
};

/** The changes as a storage gives them back. Sources are among them, as if they could be opened again. */
export function copied(changes: readonly Change[]): readonly Change[] {
  return JSON.parse(JSON.stringify(changes), (_, value: unknown) => (value === WRITTEN ? SOURCE : value)) as Change[];
}
