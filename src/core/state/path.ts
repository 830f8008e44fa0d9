import type { Place } from '../../flow';
import type { Frame } from './token';

/** The parts of a position that determine its path. */
export interface TokenPosition {
  readonly frame: Frame;
  readonly item: number;
  readonly place: Place;
  readonly visit: number;
}

/**
 * Returns the path of a position: segments `key[item]#visit` joined by `/`. Unique in a run, and the same after a
 * restart. A place that shares its owner's segment, such as a body, replaces the visit in it.
 */
export function pathOf({ frame, item, place, visit }: TokenPosition): string {
  const outer = framePath(frame);
  if (frame.scope.kind === 'each') return withItem(withVisit(outer, frame.visit, visit), item);
  if (place.key === '') return withVisit(outer, frame.visit, visit);
  const segment = `${place.key}#${visit}`;
  return outer === '' ? segment : `${outer}/${segment}`;
}

function withVisit(path: string, known: number, visit: number): string {
  return visit === known || path === '' ? path : `${path.slice(0, path.lastIndexOf('#') + 1)}${visit}`;
}

/** Returns the path of an activation; empty for the run itself. */
export function framePath({ outer, item, place, visit }: Frame): string {
  return outer ? pathOf({ frame: outer, item, place, visit }) : '';
}

function withItem(path: string, item: number): string {
  const at = path.lastIndexOf('#');
  return `${path.slice(0, at)}[${item}]${path.slice(at)}`;
}
