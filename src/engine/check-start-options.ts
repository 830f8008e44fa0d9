import { MillraceError } from '../errors';
import type { StartOptions } from './engine-options';

type Named = Pick<StartOptions, 'id' | 'idempotencyKey' | 'correlationId' | 'tags' | 'signal'>;

/**
 * Refuses what storages would each take in another way, before anything is written.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function checkStartOptions({ id, idempotencyKey, correlationId, tags, signal }: Named): void {
  for (const [option, given] of Object.entries({ id, idempotencyKey, correlationId }))
    if (given !== undefined && !isText(given)) throw refused(option, 'a text that is not empty');
  if (tags !== undefined && !(Array.isArray(tags) && tags.every(isText)))
    throw refused('tags', 'a list of texts that are not empty');
  if (signal !== undefined && !isSignal(signal)) throw refused('signal', 'an AbortSignal');
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isSignal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

function refused(option: string, expected: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: expected ${expected}; nothing was started`, {
    details: { option },
  });
}
