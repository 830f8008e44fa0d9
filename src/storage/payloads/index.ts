export type { BodyContext, BodyTransform } from './body-transform';
export { type CompressionOptions, compression } from './compression';
export type { Compared } from './digests';
export { type EncryptionOptions, encryption } from './encryption';
export { PayloadCodec } from './payload-codec';
