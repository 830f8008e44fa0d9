import type { Change } from '../../src/core';
import { classCodec, decode, encode } from '../../src/storage/codec';

/** Gives items one after another; what they are is the driver's business. */
class Source {
  *[Symbol.iterator](): Generator<never> {}
}

export const SOURCE = new Source();

/** A source is no data, so only its name is written. */
const classCodecs = [
  classCodec({ name: 'source', is: (value) => value instanceof Source, encode: () => null, decode: () => SOURCE }),
];

/** The changes as a storage gives them back. Sources are among them, as if they could be opened again. */
export function copied(changes: readonly Change[]): readonly Change[] {
  return decode(encode(changes, { classCodecs }), { classCodecs }) as readonly Change[];
}
