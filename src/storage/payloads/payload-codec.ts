import { inspectValue, MillraceError } from '../../errors';
import { type ClassCodec, canonicalForm, copyThrough, decode, encode, encodeJson, named } from '../codec';
import type { BodyContext, BodyTransform } from './body-transform';
import { type Compared, digestOf, isDigestOf } from './digests';

/** The options of a {@link PayloadCodec}. */
export interface PayloadCodecOptions {
  /** Codecs for instances of classes. Default: none, so that only plain data is accepted. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /**
   * Maximum size of one value in bytes: an input, the output of a step, a value of the shared store, a signal, a form.
   * What a join puts together from such values has no limit. Default: 1 MiB.
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
   * @param transforms the transforms that stored strings pass through; `undefined` if nothing is stored, so that secrets may be
   *   copied
   */
  constructor(
    { classCodecs = [], maxPayload = MAX_PAYLOAD }: PayloadCodecOptions,
    private readonly transforms?: readonly BodyTransform[],
  ) {
    if (!(maxPayload >= 1)) {
      throw new MillraceError('INVALID_OPTION', `maxPayload: expected at least 1 byte, got ${maxPayload}`, {
        details: { option: 'maxPayload' },
      });
    }
    this.limit = maxPayload;
    this.options = {
      classCodecs: [...classCodecs],
      secrets: transforms?.some(({ conceals }) => conceals === true) ?? true,
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
      return withName(what, () => copyThrough(value, this.options));
    }
    const text = withName(what, () => encode(value, this.options));
    this.measure(text, what);
    return decode(text, this.options);
  }

  /**
   * Returns a copy of a value that was measured before, or was put together from such values.
   *
   * @throws {MillraceError} `NOT_SERIALISABLE`
   */
  copyKept(value: unknown): unknown {
    return copyThrough(value, this.options);
  }

  readonly encode = (value: unknown, context: BodyContext): string =>
    this.transformed(encode(value, this.options), context);

  /** Encodes a value that is known to be JSON. */
  readonly encodeJson = (value: unknown, context: BodyContext): string => this.transformed(encodeJson(value), context);

  /** @throws {MillraceError} `UNREADABLE` */
  readonly decode = (body: string, context: BodyContext): unknown => {
    return decode(this.textOf(body, context), this.options);
  };

  /**
   * The decoder for what is shown and never executed: an instance of a class without a codec is an `UnknownInstance`,
   * and no error.
   */
  readonly reader = {
    decode: (body: string, context: BodyContext): unknown =>
      decode(this.textOf(body, context), { ...this.options, unknownClasses: true }),
  };

  /**
   * Returns a digest by which values are compared: equal values have equal digests, whatever the order of their
   * properties. The stored form is not suitable, since it may differ each time.
   *
   * @throws {MillraceError} `NOT_SERIALISABLE`
   */
  digest({ value, idempotencyKey }: Pick<Compared, 'value' | 'idempotencyKey'>): string {
    const what = (): string => `what is sent with the idempotency key ${inspectValue(idempotencyKey)}`;
    return digestOf(
      withName(what, () => canonicalForm(value, this.options)),
      this.transforms ?? [],
    );
  }

  /**
   * Returns whether a stored digest is that of a value.
   *
   * @throws {MillraceError} `UNREADABLE` if the key of the digest is missing
   */
  hasDigest({ value, inFirstFormat }: Compared, stored: string | undefined): boolean {
    const forms = {
      canonical: () => canonicalForm(value, this.options),
      first: () => encode(inFirstFormat, this.options),
    };
    return stored !== undefined && isDigestOf(stored, forms, this.transforms ?? []);
  }

  private transformed(text: string, context: BodyContext): string {
    return this.transforms ? this.transforms.reduce((written, one) => one.write(written, context), text) : text;
  }

  private textOf(body: string, context: BodyContext): string {
    return this.transforms ? this.transforms.reduceRight((read, one) => one.read(read, context), body) : body;
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

/** Encodes a value. An error names the value. */
function withName<T>(what: () => string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw named(error, what);
  }
}
