import type { Position } from '../../history';

/** Whether a name means a position: its node's key, its place, or the end of its place. */
export function isAt(name: string, { place, node }: Position): boolean {
  return place === name || node === name || place.endsWith(`/${name}`);
}
