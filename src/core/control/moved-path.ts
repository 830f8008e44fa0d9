import type { Place } from '../../flow';

const SEGMENT = /^([^#[]*)(.*)$/;

/**
 * A path of the run with the keys of places rewritten.
 *
 * @param root the flow of the run, as it was when the path was made
 * @param keyOf the key of a place from now on
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

/** Where the next segment is looked for: bodies share their owner's segment, and a reference stands for what it calls. */
function innermost(place: Place): Place {
  const [body] = place.children;
  if (body?.key === '') return innermost(body);
  return place.kind === 'ref' && place.start ? place.start : place;
}
