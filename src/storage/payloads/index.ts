export type { BodyTransform } from './body-transform';
export { type CompressionOptions, compression } from './compression';
export { type EncryptionOptions, encryption } from './encryption';
export { PayloadCodec } from './payload-codec';
