export {
  CODEC_VERSION,
  copyThrough,
  decode,
  encode,
  typeCodec,
  valuePath,
} from './codec';
