import { createHmac } from 'node:crypto';
import { knownOptions, type OptionNames, readRecord } from '../../errors';
import type { BodyContext, BodyTransform } from './body-transform';
import { decrypted, encrypted, parseCiphertext, unreadable } from './ciphertext';
import { namedKeys, refused } from './encryption-keys';

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

/** A digest: `hmac:1:<key name>:<hex>`. */
const DIGEST = /^hmac:1:([^:]*):/;

/**
 * Encrypts stored values with AES-256-GCM, which also detects values that were changed, or moved to another run or
 * record. To rotate keys, add a new one and make it `current`: new values are encrypted with it, and old values can
 * still be read.
 *
 * Not encrypted is what a storage is asked about: ids, flows, statuses, times, tags, paths, correlation ids and
 * idempotency keys, and of tasks who may do them and when they are due. What is sent with an idempotency key has a
 * digest, which is an HMAC-SHA-256.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function encryption(options: EncryptionOptions): BodyTransform {
  const { keys, current, acceptPlain = false } = knownOptions(options, ENCRYPTION_OPTIONS, 'encryption()');
  const byName = readRecord(keys, 'keys', () => 'an object with the keys by their names', 'encryption()');
  if (typeof acceptPlain !== 'boolean') throw refused('acceptPlain', 'true or false');
  const known = namedKeys(byName);
  const currentKey = known.get(current);
  if (!currentKey) throw refused('current', `the name of one of the keys (${[...known.keys()].join(', ')})`);
  const keyOf = (name: string) => {
    const key = known.get(name);
    if (key) return key;
    throw unreadable(`was encrypted with the key "${name}", which is not among the given ones; add it`);
  };
  return Object.freeze({
    conceals: true,
    write: (text: string, context?: BodyContext) => encrypted(text, currentKey, context),
    read: (text: string, context?: BodyContext) => {
      const ciphertext = parseCiphertext(text);
      if (ciphertext) return decrypted(ciphertext, keyOf(ciphertext.keyName), context);
      if (acceptPlain) return text;
      throw unreadable('is not encrypted; set acceptPlain if the storage was used without encryption before');
    },
    digest: (text: string, like?: string) => {
      const { name, digest } = like === undefined ? currentKey : keyOf(keyNameOf(like));
      return `hmac:1:${name}:${createHmac('sha256', digest).update(text).digest('hex')}`;
    },
  });
}

function keyNameOf(digest: string): string {
  const [, name] = DIGEST.exec(digest) ?? [];
  if (name !== undefined) return name;
  throw unreadable('has a digest of a format that this release does not know; use the release that wrote it');
}
