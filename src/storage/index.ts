export {
  CODEC_VERSION,
  type CodecOptions,
  copyThrough,
  decode,
  encode,
  type TypeCodec,
  type TypeCodecOptions,
  typeCodec,
  valuePath,
} from './codec';
