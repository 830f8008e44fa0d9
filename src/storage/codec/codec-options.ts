import type { ClassCodec } from './class-codec';

/** What `encode` and `decode` take. */
export interface CodecOptions {
  /** Codecs for instances of classes; the first that recognises one is used. Default: none. */
  readonly classCodecs?: readonly ClassCodec[];
  /** Whether secrets may be written. Default: false. */
  readonly secrets?: boolean;
}
