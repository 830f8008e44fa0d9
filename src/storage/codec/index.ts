export { isBytes, isPlainArray, isPlainDate, isPlainMap, isPlainSet } from './built-in';
export { copyThrough } from './copy-through';
export { decode } from './decode';
export { encode } from './encode';
export { isPlainObject } from './plain-object';
export { setProperty } from './set-property';
export { typeCodec } from './type-codec';
export { valuePath } from './value-path';
export { CODEC_VERSION } from './version';
