import type { ClassCodec } from './class-codec';

/** The options of `encode` and `decode`. */
export interface CodecOptions {
  /** The codecs for class instances; the first one that recognises an instance is used. Default: none. */
  readonly classCodecs?: readonly ClassCodec[];
  /** Whether secrets may be written. Default: false. */
  readonly secrets?: boolean;
  /** Whether instances of classes without a codec are read as an `UnknownInstance`. Default: false, they are refused. */
  readonly unknownClasses?: boolean;
}
