/** The version of the text that `encode` writes. The text does not say it; every stored record does. */
export const CODEC_VERSION = 1;
