import { hkdfSync } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import { inspectValue, MillraceError } from '../../errors';

/** The keys that a key of the options stands for: one use of a key tells nothing about the other. */
export interface NamedKey {
  readonly name: string;
  readonly cipher: Buffer;
  readonly digest: Buffer;
}

const KEY_BYTES = 32;
const KEY_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Returns the keys of an option by their names. Error messages never contain a key.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function namedKeys(keys: Readonly<Record<string, unknown>>): ReadonlyMap<string, NamedKey> {
  return new Map(
    Object.entries(keys).map(([name, key]) => {
      const cipher = bytesOf(name, key);
      const digest = Buffer.from(hkdfSync('sha256', cipher, '', 'millrace digest', KEY_BYTES));
      return [name, { name, cipher, digest }];
    }),
  );
}

export function refused(option: string, expected: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `encryption(): ${option}: expected ${expected}`, { details: { option } });
}

function bytesOf(name: string, key: unknown): Buffer {
  if (!KEY_NAME.test(name))
    throw refused('keys', `names of up to 64 letters, digits, ".", "_" or "-", got ${inspectValue(name)}`);
  if (typeof key !== 'string' && !isUint8Array(key)) throw refused('keys', `bytes, or base64 of them, for "${name}"`);
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.from(key);
  if (bytes.length === KEY_BYTES) return bytes;
  throw refused('keys', `${KEY_BYTES} bytes, or base64 of that, for "${name}"; it has ${bytes.length}`);
}
