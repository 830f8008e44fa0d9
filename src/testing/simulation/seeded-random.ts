/**
 * Random numbers determined by a seed and a name. The number of one name does not depend on any other, so that removing
 * one fault from a simulation changes nothing else.
 */
export class SeededRandom {
  private readonly start: number;
  private drawn = 0;

  constructor(seed: number) {
    this.start = mixed(seed | 0);
  }

  /** Returns a number, 0 ≤ number < 1, always the same for the same name. */
  random(name: string): number {
    let hash = this.start;
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01_00_01_93);
    return (mixed(hash) >>> 0) / 4_294_967_296;
  }

  /** Returns the next number of a sequence, 0 ≤ number < 1. */
  readonly next = (): number => {
    this.drawn += 1;
    return this.random(`number ${this.drawn}`);
  };
}

/**
 * Applies the finalizer of MurmurHash3 by Austin Appleby (public domain): each input bit changes half of the output
 * bits.
 */
function mixed(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85_eb_ca_6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2_b2_ae_35);
  return hash ^ (hash >>> 16);
}
