export type { Codec } from './codec';
export { type CompressionOptions, compression } from './compression';
export { type EncryptionOptions, encryption } from './encryption';
export { Payloads } from './payloads';
