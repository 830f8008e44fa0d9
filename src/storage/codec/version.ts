/** The version of the format that `encode` writes. Encoded strings do not contain it; every stored record does. */
export const CODEC_VERSION = 1;
