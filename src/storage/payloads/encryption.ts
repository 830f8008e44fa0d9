import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import { inspectValue, knownOptions, MillraceError, type OptionNames, readRecord } from '../../errors';
import type { BodyTransform } from './body-transform';

/** The options of {@link encryption}. */
export interface EncryptionOptions {
  /**
   * Keys of 32 bytes, or their base64, by a name that is part of every stored value. Keep old keys as long as their
   * values are read.
   */
  readonly keys: Readonly<Record<string, Uint8Array | string>>;
  /** Name of the key with which new values are encrypted. */
  readonly current: string;
  /** Whether unencrypted values are read, for storages that were not encrypted before. Default: false. */
  readonly acceptPlain?: boolean | undefined;
}

const ENCRYPTION_OPTIONS: OptionNames<EncryptionOptions> = { keys: true, current: true, acceptPlain: true };
const ALGORITHM = 'aes-256-gcm';
const MARK = 'aes:1:';
/** As NIST SP 800-38D recommends: 96 bits. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Encrypts stored values with AES-256-GCM, which also detects changed values. To rotate keys, add a new one and make it
 * `current`: new values are encrypted with it, and old values can still be read.
 *
 * Not encrypted is what a storage is asked about: ids, flows, statuses, times, tags, paths, correlation ids,
 * idempotency keys and digests of inputs, and of tasks who may do them and when they are due.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function encryption(options: EncryptionOptions): BodyTransform {
  const { keys, current, acceptPlain = false } = knownOptions(options, ENCRYPTION_OPTIONS, 'encryption()');
  const byName = readRecord(keys, 'keys', () => 'an object with the keys by their names', 'encryption()');
  if (typeof acceptPlain !== 'boolean') throw refused('acceptPlain', 'true or false');
  const known = new Map(Object.entries(byName).map(([name, key]) => [name, keyOf(name, key)] as const));
  const currentKey = known.get(current);
  if (!currentKey) throw refused('current', `the name of one of the keys (${[...known.keys()].join(', ')})`);
  return Object.freeze({
    conceals: true,
    write: (text: string) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, currentKey, iv).setAAD(Buffer.from(current));
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final()];
      return `${MARK}${current}:${Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64')}`;
    },
    read: (text: string) => {
      if (!text.startsWith(MARK)) {
        if (acceptPlain) return text;
        throw unreadable('is not encrypted; set acceptPlain if the storage was used without encryption before');
      }
      const colon = text.indexOf(':', MARK.length);
      const name = text.slice(MARK.length, colon);
      const key = known.get(name);
      if (!key) throw unreadable(`was encrypted with the key "${name}", which is not among the given ones; add it`);
      return decrypted(Buffer.from(text.slice(colon + 1), 'base64'), name, key);
    },
  });
}

function decrypted(bytes: Buffer, name: string, key: Buffer): string {
  try {
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(name))
      .setAuthTag(bytes.subarray(end));
    return decipher.update(bytes.subarray(IV_BYTES, end), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw unreadable(`was changed, or written with another key of the name "${name}"`, error);
  }
}

/** Returns the bytes of a key. Error messages never contain a key. */
function keyOf(name: string, key: unknown): Buffer {
  if (!KEY_NAME.test(name))
    throw refused('keys', `names of up to 64 letters, digits, ".", "_" or "-", got ${inspectValue(name)}`);
  if (typeof key !== 'string' && !isUint8Array(key)) throw refused('keys', `bytes, or base64 of them, for "${name}"`);
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.from(key);
  if (bytes.length === KEY_BYTES) return bytes;
  throw refused('keys', `${KEY_BYTES} bytes, or base64 of that, for "${name}"; it has ${bytes.length}`);
}

function refused(option: string, expected: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `encryption ${option}: expected ${expected}`, { details: { option } });
}

function unreadable(problem: string, cause?: unknown): MillraceError {
  return new MillraceError('UNREADABLE', `a stored value ${problem}`, { cause });
}
