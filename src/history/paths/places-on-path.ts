import type { Graph, Place } from '../../flow';
import { innerPath, type Segment, segmentOf } from './path-parts';

/** A node that a path leads through. */
export interface PlaceOnPath {
  readonly place: Place;
  /** The path up to this node, which identifies the visit. */
  readonly path: string;
}

/**
 * Returns the nodes that a path of a run leads through, from the outside in. Ends early where the graph has no such
 * node, such as after a change of the flow.
 *
 * @param last id of the place at which the path ends; a body shares the segment of its owner
 */
export function placesOnPath(graph: Graph, path: string, last: string): readonly PlaceOnPath[] {
  const found: PlaceOnPath[] = [];
  const segments = path.split('/');
  let scope: Place | undefined = graph.root;
  let outer = '';
  for (const [index, text] of segments.entries()) {
    const segment = segmentOf(text);
    const first: Place | undefined = segment && scope && childAt(graph, scope, segment.key);
    if (!segment || !first) break;
    const inside = placesOnSegment(first, segment, index === segments.length - 1 ? last : undefined);
    for (const { place, items } of inside) found.push({ place, path: innerPath(outer, { ...segment, items }) });
    scope = scopeOf(inside.at(-1)?.place);
    outer = innerPath(outer, segment);
  }
  return found;
}

/** A node on a segment, with the items up to it. */
interface PlaceOnSegment {
  readonly place: Place;
  readonly items: string;
}

/** Bodies of `each` and `within` share their owner's segment. */
function placesOnSegment(first: Place, { items }: Segment, last: string | undefined): readonly PlaceOnSegment[] {
  const found: PlaceOnSegment[] = [];
  let used = '';
  for (let place: Place | undefined = first; place; ) {
    found.push({ place, items: used });
    if (place.id === last || !sharesSegment(place)) break;
    if (place.kind === 'each') used = items.slice(0, items.indexOf(']', used.length) + 1);
    [place] = place.children;
  }
  return found;
}

function sharesSegment({ kind }: Place): boolean {
  return kind === 'each' || kind === 'within';
}

/** Returns the place whose children the next segment names: a reference stands for its callee. */
function scopeOf(place: Place | undefined): Place | undefined {
  return place?.kind === 'ref' ? place.start : place;
}

function childAt({ places }: Graph, { id, kind, children }: Place, key: string): Place | undefined {
  const [first] = children;
  // The visit of a round is its number.
  if (kind === 'repeat') return first?.key === key ? first : undefined;
  return places.get(id === '' ? key : `${id}/${key}`);
}
