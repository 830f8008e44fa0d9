/**
 * Random choices that a seed determines, each by a name of its own: what is rolled for one name does not depend on what else was rolled.
 * So a simulation stays the same in everything else when one fault is taken out of it.
 */
export class SeededRandom {
  private readonly start: number;
  private drawn = 0;

  constructor(seed: number) {
    this.start = mixed(seed | 0);
  }

  /** 0 ≤ number < 1, always the same for the same name. */
  random(name: string): number {
    let hash = this.start;
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01_00_01_93);
    return (mixed(hash) >>> 0) / 4_294_967_296;
  }

  /** 0 ≤ number < 1, another one each time. */
  readonly next = (): number => {
    this.drawn += 1;
    return this.random(`number ${this.drawn}`);
  };
}

/** The finalizer of MurmurHash3 by Austin Appleby (public domain): each bit of what is given changes half of the bits of the result. */
function mixed(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85_eb_ca_6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2_b2_ae_35);
  return hash ^ (hash >>> 16);
}
