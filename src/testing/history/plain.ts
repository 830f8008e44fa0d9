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

/** Says what stands in a file for a value; gets the name of its property too, or the number of its item. */
export type Redact = (value: unknown, key: string) => unknown;

/** How values become data that a file can hold. */
export interface PlainOptions {
  /** Their instances are left to them. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  readonly redact?: Redact | undefined;
}

/** What stands in for what is in a secret. */
const HIDDEN = new Secret('[secret]');

/** Deeper than this is a cycle, which the codec refuses. */
const MAX_DEPTH = 1000;

/** A copy without classes that nobody can write, and without what is secret. */
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
  // What is undefined is not there in a file.
  const properties = Object.entries(told).flatMap(([name, item]) =>
    item === undefined ? [] : [[name, inner(item, name)]],
  );
  return Object.fromEntries(properties) as unknown;
}

/** What the codec writes as it is, or refuses with a reason. */
function isKnown(value: object): boolean {
  if (isPlainObject(value)) return false;
  return isPlainDate(value) || isBytes(value) || 'then' in value || Symbol.asyncIterator in value;
}
