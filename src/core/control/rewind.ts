import type { CoreInputOf, Rewind } from '../protocol/input';
import { countVisit } from '../routing/count-visit';
import { addToken } from '../routing/spawn';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/**
 * Adds the token of another visit to a run that has undone its work. Returns `undefined` if the graph does not have the
 * node.
 */
export function addVisit(
  context: TransitionContext,
  { place: id, input, via }: Rewind,
  edited: CoreInputOf<'run.redrive'>['input'],
): Token | undefined {
  const { graph, state } = context;
  const { root, details } = state;
  const place = graph.places.get(id);
  if (!place || place.owner !== root.scope) return undefined;
  // Compensations that failed are in the history.
  if (details) details.unwindingFailures.length = 0;
  const visit = countVisit(context, root, place);
  const token = addToken(context, root, 0, place, visit, edited ? edited.value : input);
  const edge = via && graph.places.get(via.place)?.edges.get(via.action);
  if (edge && !edited) detailsOf(token).via = edge;
  return token;
}
