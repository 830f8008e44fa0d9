import { createHash } from 'node:crypto';
import { MillraceError } from '../../errors';
import { type ClassCodec, copyThrough, decode, encode } from '../codec';
import type { BodyTransform } from './body-transform';

/** The options of a {@link PayloadCodec}. */
export interface PayloadCodecOptions {
  /** Codecs for instances of classes. Default: none, so that only plain data is accepted. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /**
   * Maximum size of one value in bytes: an input, the output of a step, a value of the shared store, a signal, a form.
   * Default: 1 MiB.
   */
  readonly maxPayload?: number | undefined;
}

/** 1 MiB. */
const MAX_PAYLOAD = 1_048_576;

/** Copies values as a storage would return them, and encodes and decodes stored values. */
export class PayloadCodec {
  private readonly options: { readonly classCodecs: ClassCodec[]; readonly secrets: boolean };
  private readonly limit: number;

  /**
   * @param codecs the codecs that stored strings pass through; `undefined` if nothing is stored, so that secrets may be
   *   copied
   */
  constructor(
    { classCodecs = [], maxPayload = MAX_PAYLOAD }: PayloadCodecOptions,
    private readonly codecs?: readonly BodyTransform[],
  ) {
    if (!(maxPayload >= 1)) {
      throw new MillraceError('INVALID_OPTION', `maxPayload: expected at least 1 byte, got ${maxPayload}`, {
        details: { option: 'maxPayload' },
      });
    }
    this.limit = maxPayload;
    this.options = {
      classCodecs: [...classCodecs],
      secrets: codecs?.some(({ conceals }) => conceals === true) ?? true,
    };
  }

  /** Adds codecs to those of the options. */
  add(classCodecs: readonly ClassCodec[]): void {
    const { classCodecs: known } = this.options;
    known.push(...classCodecs.filter((codec) => !known.includes(codec)));
  }

  /**
   * Returns a copy of a value, as a storage would return it.
   *
   * @param what a name of the value, for the message
   * @throws {MillraceError} `PAYLOAD_TOO_LARGE`, `NOT_SERIALISABLE`
   */
  copy(value: unknown, what: () => string): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'string') this.measure(value, what);
      return copyThrough(value, this.options);
    }
    const text = encode(value, this.options);
    this.measure(text, what);
    return decode(text, this.options);
  }

  readonly encode = (value: unknown): string => {
    const text = encode(value, this.options);
    return this.codecs ? this.codecs.reduce((written, codec) => codec.write(written), text) : text;
  };

  readonly decode = (body: string): unknown => {
    const text = this.codecs ? this.codecs.reduceRight((read, codec) => codec.read(read), body) : body;
    return decode(text, this.options);
  };

  /** Returns a hash by which values are compared. The stored form is not suitable, since it may differ each time. */
  digest(value: unknown): string {
    return createHash('sha256').update(encode(value, this.options)).digest('hex');
  }

  private measure(text: string, what: () => string): void {
    // No character takes more than three bytes for each unit of its length.
    if (text.length * 3 <= this.limit) return;
    const bytes = Buffer.byteLength(text);
    if (bytes <= this.limit) return;
    throw new MillraceError(
      'PAYLOAD_TOO_LARGE',
      `${what()} takes ${bytes} bytes, and at most ${this.limit} are allowed: keep large things elsewhere and hand on where they are, or raise maxPayload`,
      { details: { bytes, limit: this.limit } },
    );
  }
}
