import { type Graph, type Moved, movedBy, type Place, type PlaceMap } from '../../flow';
import { innerPath, outerPath, type Segment, segmentOf } from './path-parts';

/** New names of places and paths after a run was moved to another version of its flow. */
export interface Renaming {
  readonly place: (id: string) => string;
  readonly path: (path: string) => string;
}

/**
 * Returns the renaming of places and paths by a migration. A segment of a node that the new version does not have stays
 * unchanged.
 *
 * @param graph the new version
 */
export function renaming(graph: Graph, map: PlaceMap): Renaming {
  const moved = movedBy(graph, map);
  const before = keysBefore(map, moved);
  return {
    place: (id) => moved(id)?.id ?? id,
    path: (path) => {
      let scope: Place | undefined = graph.root;
      let outer = '';
      for (const text of path.split('/')) {
        const segment = segmentOf(text);
        if (!segment) return path;
        const place: Place | undefined = scope && childBefore(scope, segment, before);
        outer = innerPath(outer, { ...segment, key: place?.key ?? segment.key });
        scope = place && innermost(place);
      }
      return outer;
    },
  };
}

/** Returns the old key of each renamed place. */
function keysBefore(map: PlaceMap, moved: Moved): ReadonlyMap<Place, string> {
  const keys = new Map<Place, string>();
  for (const old of Object.keys(map)) {
    const place = moved(old);
    if (place) keys.set(place, old.slice(outerPath(old) === '' ? 0 : old.lastIndexOf('/') + 1));
  }
  return keys;
}

function childBefore(scope: Place, { key }: Segment, before: ReadonlyMap<Place, string>): Place | undefined {
  return scope.children.find((child) => before.get(child) === key) ?? scope.children.find((child) => child.key === key);
}

/** Returns the place whose children the next segment names. */
function innermost(place: Place): Place {
  const [body] = place.children;
  if (body?.key === '') return innermost(body);
  return place.kind === 'ref' && place.start ? place.start : place;
}
