import type { Place } from '../../flow';

const SEGMENT = /^([^#[]*)(.*)$/;

/**
 * Returns a path of the run with the keys of places rewritten.
 *
 * @param root the flow of the run at the time of the path
 * @param keyOf returns the new key of a place
 */
export function movedPath(path: string, root: Place, keyOf: (place: Place) => string): string {
  let scope: Place | undefined = root;
  return path
    .split('/')
    .map((segment) => {
      const [, key = '', rest = ''] = SEGMENT.exec(segment) ?? [];
      const place: Place | undefined = scope?.children.find((child) => child.key === key);
      scope = place && innermost(place);
      return place ? `${keyOf(place)}${rest}` : segment;
    })
    .join('/');
}

/**
 * Returns the place whose children the next segment names: bodies share their owner's segment, and a reference stands
 * for its callee.
 */
function innermost(place: Place): Place {
  const [body] = place.children;
  if (body?.key === '') return innermost(body);
  return place.kind === 'ref' && place.start ? place.start : place;
}
