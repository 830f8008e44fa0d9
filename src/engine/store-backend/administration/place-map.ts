import { inspectValue, invalidOption, MillraceError, readRecord } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import type { Graph, PlaceMap } from '../../../flow';

/**
 * Rejects a map that names unknown places, before any run is moved. Only registered old versions count: runs of other
 * versions cannot be moved.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function checkPlaceMap(map: PlaceMap | undefined, to: Graph, registry: FlowRegistry): void {
  if (map === undefined) return;
  const old = registry
    .versions()
    .filter(({ flow, version }) => flow === to.name && version !== to.version)
    .flatMap(({ flow, version }) => registry.graphOf(flow, version) ?? []);
  for (const [from, target] of Object.entries(
    readRecord(map, 'map', () => 'an object such as { "review/approve": "review/decide" }'),
  )) {
    if (typeof target !== 'string')
      throw invalidOption('map', `the place of ${inspectValue(from)} in the new version`, target);
    if (!to.places.has(target)) throw nowhere(target, `version ${to.version}`, to);
    if (old.length > 0 && !old.some(({ places }) => places.has(from)))
      throw nowhere(from, `any other version that is registered (${old.map(({ version }) => version).join(', ')})`, to);
  }
}

function nowhere(place: string, where: string, { name: flow }: Graph): MillraceError {
  return new MillraceError(
    'INVALID_OPTION',
    `map: there is no place ${inspectValue(place)} in ${where} of flow "${flow}"; expected the keys of nodes from the outside in, joined by "/"; no run was moved`,
    { details: { option: 'map', place, flow } },
  );
}
