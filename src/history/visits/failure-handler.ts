import type { Place } from '../../flow';
import type { Visit } from './visit';

/** The handler of a failure: a node with an `error` edge, or a join that treats failures as results. */
export interface FailureHandler {
  readonly kind: 'edge' | 'join';
  /** The visit that continues, or that ends as a failed branch or item. */
  readonly visit: Visit;
}

/**
 * Returns the nearest handler of a failure; `undefined` if nothing handles it, or if the graph does not have the node.
 */
export function failureHandlerOf(failed: Visit): FailureHandler | undefined {
  for (let visit: Visit | undefined = failed; visit; visit = visit.parent) {
    const { place } = visit.head;
    if (place?.error) return { kind: 'edge', visit };
    if (place?.owner && takesFailures(place.owner)) return { kind: 'join', visit };
  }
  return undefined;
}

function takesFailures({ definition }: Place): boolean {
  return (
    definition.kind === 'settle' ||
    definition.kind === 'any' ||
    (definition.kind === 'each' && definition.onError !== 'stop')
  );
}
