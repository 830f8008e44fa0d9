import type { Graph, Place } from './place';

/** The new ids of places by their old ids. The children of a place move with it. */
export type PlaceMap = Readonly<Record<string, string>>;

/** Returns the place in the new graph for the id of a place in the old one. */
export type Moved = (id: string) => Place | undefined;

export function movedBy({ places }: Graph, map: PlaceMap): Moved {
  return (id) => {
    for (let end = id.length; end > 0; end = id.lastIndexOf('/', end - 1)) {
      const outer = id.slice(0, end);
      if (Object.hasOwn(map, outer)) return places.get(`${map[outer] ?? ''}${id.slice(end)}`);
    }
    return places.get(id);
  };
}

/** Returns the reason why a token on a place cannot continue in the new graph; `undefined` if it can. */
export function placeObstacle(place: Place, moved: Moved): string | undefined {
  const target = moved(place.id);
  if (!target) return 'is not in the new version; map it to the node that replaces it';
  if (target.kind !== place.kind) return `is a ${place.kind}, and a ${target.kind} in the new version`;
  if (target.leaf !== place.leaf) return 'is a step of another kind in the new version';
  if (place.owner && target.owner !== moved(place.owner.id)) return 'is inside another node in the new version';
  if (place.owner?.kind === 'pipe' && target.index !== place.index) return 'has another position in its pipe';
  return insideObstacle(place, target, moved);
}

/**
 * Returns the obstacle inside a place. Runs store arrivals by branch index, and items by index in lists of chunk size.
 */
function insideObstacle(place: Place, target: Place, moved: Moved): string | undefined {
  const { children, definition } = place;
  switch (definition.kind) {
    case 'each':
      return chunkOf(target) === definition.chunk ? undefined : 'takes its items in chunks of another size';
    case 'all':
    case 'any':
    case 'race':
    case 'settle': {
      const isSame =
        target.children.length === children.length && children.every(({ id, index }) => moved(id)?.index === index);
      return isSame ? undefined : 'has other branches, or the same branches in another order';
    }
    case 'step':
    case 'function':
    case 'exit':
    case 'flow':
    case 'repeat':
    case 'within':
    case 'pipe':
    case 'sleep':
    case 'wait':
    case 'ref':
      return undefined;
  }
}

function chunkOf({ definition }: Place): number | undefined {
  return definition.kind === 'each' ? definition.chunk : undefined;
}

/** Returns the outputs that the new graph takes with `from` and that runs of the old graph did not keep. */
export function missingOutputs(from: Graph, to: Graph, moved: Moved): readonly Obstacle[] {
  const kept = new Set<Place>();
  const outputKeys = new Map<Place, Set<string>>();
  for (const place of from.places.values()) {
    const flow = place.owner && moved(place.owner.id);
    const target = moved(place.id);
    if (!flow || !target) continue;
    kept.add(target);
    const names = outputKeys.get(flow) ?? new Set();
    outputKeys.set(flow, names);
    for (const { outputKey } of place.edges.values())
      if (outputKey !== undefined) names.add(`${target.key}${outputKey.slice(place.key.length)}`);
  }
  return [...to.places.values()].flatMap((place) =>
    [...place.edges.values()].flatMap(({ outputKey }) => {
      if (outputKey === undefined || !kept.has(place) || !place.owner || outputKeys.get(place.owner)?.has(outputKey))
        return [];
      return [
        {
          place: place.id,
          reason: `the new version takes ${outputKey} with from, and the old version did not keep it`,
        },
      ];
    }),
  );
}

/** An obstacle to moving runs to another version of their flow. */
export interface Obstacle {
  /** Keys from the outside in, joined by `/`. */
  readonly place: string;
  /** The reason; continues the name of the place. */
  readonly reason: string;
}
