import { invalidOption } from '../../errors';
import type { NodeSelector } from '../trace/node-selector';
import type { Trace } from '../trace/trace';

/**
 * @param by the function that takes the route, for messages
 * @throws {MillraceError} `INVALID_OPTION` for anything but a non-empty list of nodes; an empty one matches every run
 */
export function checkRoute(nodes: readonly NodeSelector[], option: string, by: string): void {
  if (!Array.isArray(nodes) || nodes.length === 0)
    throw invalidOption(option, 'a list of at least one node', nodes, by);
}

/**
 * Returns why a run has not reached these nodes in this order, possibly with others in between; `undefined` if it has.
 *
 * @throws {MillraceError} `UNKNOWN_NODE`
 */
export function notTakenInOrder(trace: Trace, nodes: readonly NodeSelector[]): string | undefined {
  const wanted = nodes.map((node) => trace.places(node));
  const taken = trace.taken.map(({ place }) => place);
  let reached = 0;
  for (const place of taken) if (wanted[reached]?.has(place)) reached += 1;
  if (reached === wanted.length) return undefined;
  const missing = [...(wanted[reached] ?? [])].join(' or ');
  const before = reached === 0 ? '' : ` after ${[...(wanted[reached - 1] ?? [])].join(' or ')}`;
  return `expected the run to reach ${missing}${before}; it took ${taken.join(' → ') || 'nothing'}`;
}

/** Returns the places of the selected nodes that a run has reached. */
export function takenOf(trace: Trace, node: NodeSelector): readonly string[] {
  const places = trace.places(node);
  return trace.taken.flatMap(({ place }) => (places.has(place) ? [place] : []));
}

/** Whether a run stands at a node. */
export function standsAt(trace: Trace, node: NodeSelector): boolean {
  const places = trace.places(node);
  return trace.standsAt.some(({ place }) => places.has(place));
}
