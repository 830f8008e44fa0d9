import { createHash } from 'node:crypto';
import { MillraceError } from '../../errors';
import type { BodyTransform } from './body-transform';

/** A value that is compared with an earlier one by its digest. */
export interface Compared {
  readonly idempotencyKey: string;
  readonly value: unknown;
  /** The same as version 0.1.0 compared it: with its properties in the order in which they were given. */
  readonly inFirstFormat: unknown;
}

/** The canonical form of a value, and its form in version 0.1.0. */
interface Forms {
  readonly canonical: () => string;
  readonly first: () => string;
}

const MARK = 'sha256:1:';
/** Version 0.1.0 stored hashes without a mark. */
const FIRST_FORMAT = /^[0-9a-f]{64}$/;

/** Returns the digest of a canonical form: with the key of a transform, if one of them has a key. */
export function digestOf(canonical: string, transforms: readonly BodyTransform[]): string {
  const keyed = transforms.find(({ digest }) => digest);
  return keyed?.digest?.(canonical) ?? MARK + sha256(canonical);
}

/**
 * Returns whether a stored digest is that of a value, whichever key and format it was made with.
 *
 * @throws {MillraceError} `UNREADABLE` if its key is missing
 */
export function isDigestOf(stored: string, { canonical, first }: Forms, transforms: readonly BodyTransform[]): boolean {
  if (FIRST_FORMAT.test(stored)) return stored === sha256(first());
  if (stored.startsWith(MARK)) return stored === MARK + sha256(canonical());
  const keyed = transforms.find(({ digest }) => digest);
  if (!keyed?.digest) {
    const problem =
      'an idempotency key was used on an engine with encryption, so this engine cannot compare what is sent with it';
    throw new MillraceError('UNREADABLE', `${problem}; create the engine with the same transforms`);
  }
  return stored === keyed.digest(canonical(), stored);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
