import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { MillraceError } from '../../errors';
import type { BodyContext } from './body-transform';
import type { NamedKey } from './encryption-keys';

const ALGORITHM = 'aes-256-gcm';
/** The format that is written. Format 1, that of version 0.1.0, binds a ciphertext to the name of its key alone. */
const FORMAT = 2;
const PATTERN = /^aes:(\d+):([^:]*):(.*)$/;
/** As NIST SP 800-38D recommends: 96 bits. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An encrypted string: `aes:<format>:<key name>:<base64>`. */
export interface Ciphertext {
  readonly format: number;
  readonly keyName: string;
  readonly bytes: Buffer;
}

/** Parses an encrypted string; `undefined` for any other string. */
export function parseCiphertext(text: string): Ciphertext | undefined {
  const [, format, keyName = '', base64 = ''] = PATTERN.exec(text) ?? [];
  return format === undefined ? undefined : { format: Number(format), keyName, bytes: Buffer.from(base64, 'base64') };
}

/** Encrypts a string and binds the result to its place. */
export function encrypted(text: string, { name, cipher: key }: NamedKey, context: BodyContext | undefined): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(boundData(FORMAT, name, context));
  const parts = [iv, cipher.update(text, 'utf8'), cipher.final()];
  return `aes:${FORMAT}:${name}:${Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64')}`;
}

/** @throws {MillraceError} `UNREADABLE` */
export function decrypted(
  { format, bytes }: Ciphertext,
  { name, cipher: key }: NamedKey,
  context: BodyContext | undefined,
): string {
  if (format > FORMAT) {
    const cure = 'use the release that wrote it, or a later one';
    throw unreadable(`was encrypted in format ${format}, and this release reads up to format ${FORMAT}; ${cure}`);
  }
  try {
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES))
      .setAAD(boundData(format, name, context))
      .setAuthTag(bytes.subarray(end));
    return decipher.update(bytes.subarray(IV_BYTES, end), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw unreadable(`was changed, was written at another place, or with another key of the name "${name}"`, error);
  }
}

export function unreadable(problem: string, cause?: unknown): MillraceError {
  return new MillraceError('UNREADABLE', `a stored value ${problem}`, { cause });
}

/** Returns the data that a ciphertext is bound to: with any other it cannot be decrypted. */
function boundData(format: number, keyName: string, context: BodyContext | undefined): Buffer {
  return Buffer.from(format === 1 ? keyName : JSON.stringify([keyName, context?.run, context?.kind, context?.part]));
}
