export type { Codec } from './body-transform';
export { type CompressionOptions, compression } from './compression';
export { type EncryptionOptions, encryption } from './encryption';
export { Payloads } from './payload-codec';
