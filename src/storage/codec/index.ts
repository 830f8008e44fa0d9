export type { CodecOptions } from './codec-options';
export { copyThrough } from './copy-through';
export { decode } from './decode';
export { encode } from './encode';
export { isPlainObject, type PlainObject } from './plain-object';
export { type TypeCodec, type TypeCodecOptions, typeCodec } from './type-codec';
export { valuePath } from './value-path';
export { CODEC_VERSION } from './version';
