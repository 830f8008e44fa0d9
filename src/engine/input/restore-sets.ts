import { isSet } from 'node:util/types';

/** Makes the lists that class-transformer made of Sets Sets again, wherever the property kept its name. */
export function restoreSets(source: unknown, target: unknown): void {
  if (!isBag(source) || !isBag(target)) return;
  for (const key of Object.keys(source)) {
    const [from, to] = [source[key], target[key]];
    if (isSet(from) && Array.isArray(to)) target[key] = new Set(to);
    else restoreSets(from, to);
  }
}

/** Lists count: their indexes are keys. */
function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
