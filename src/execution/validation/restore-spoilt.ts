import { isSet } from 'node:util/types';
import { Secret } from '../../storage/codec';

/**
 * Restores values that class-transformer damages: it turns Sets into lists and empties secrets. Only where the property
 * kept its name.
 */
export function restoreSpoilt(source: unknown, target: unknown): void {
  if (!isBag(source) || !isBag(target)) return;
  for (const key of Object.keys(source)) {
    const [from, to] = [source[key], target[key]];
    if (isSet(from) && Array.isArray(to)) target[key] = new Set(to);
    else if (Secret.is(from)) target[key] = from;
    else restoreSpoilt(from, to);
  }
}

/** Whether a value has properties to restore. Lists count: their indexes are keys. */
function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
