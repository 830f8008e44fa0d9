import type { Position } from '../../history';

/** Whether a name denotes a position: the key of its node, its place, or the end of its place. */
export function isAt(name: string, { place, node }: Position): boolean {
  return place === name || node === name || place.endsWith(`/${name}`);
}
