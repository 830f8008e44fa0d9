import {
  type ClassCodec,
  isBytes,
  isPlainArray,
  isPlainDate,
  isPlainMap,
  isPlainObject,
  isPlainSet,
  Secret,
} from '../../storage/codec';

/** Returns the value to write instead of a value; also receives the name of its property, or the index of its item. */
export type Redact = (value: unknown, key: string) => unknown;

/** The options for converting values to plain data. */
export interface PlainOptions {
  /** Codecs for instances of classes, which are not converted here. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  readonly redact?: Redact | undefined;
}

/** The replacement of the content of a secret. */
const HIDDEN = new Secret('[secret]');

/** The depth beyond which a value counts as a cycle, which the codec refuses. */
const MAX_DEPTH = 1000;

/** Returns a copy without secrets and without instances of classes that have no codec. */
export function plain(value: unknown, options: PlainOptions, key = '', depth = 0): unknown {
  const { redact, classCodecs } = options;
  const told = redact ? redact(value, key) : value;
  if (typeof told !== 'object' || told === null || depth > MAX_DEPTH) return told;
  const inner = (item: unknown, name: unknown): unknown => plain(item, options, String(name), depth + 1);
  if (Secret.is(told)) return HIDDEN;
  if (isPlainArray(told)) return told.map(inner);
  if (isPlainMap(told)) return new Map([...told].map(([name, item]) => [name, inner(item, name)]));
  if (isPlainSet(told)) return new Set([...told].map((item) => inner(item, '')));
  if (isKnown(told) || classCodecs?.some((type) => type.is(told))) return told;
  // Undefined properties are omitted in a file.
  const properties = Object.entries(told).flatMap(([name, item]) =>
    item === undefined ? [] : [[name, inner(item, name)]],
  );
  return Object.fromEntries(properties) as unknown;
}

/** Whether the codec writes the value unchanged, or refuses it with a reason. */
function isKnown(value: object): boolean {
  if (isPlainObject(value)) return false;
  return isPlainDate(value) || isBytes(value) || 'then' in value || Symbol.asyncIterator in value;
}
