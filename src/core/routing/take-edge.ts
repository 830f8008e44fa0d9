import type { Edge } from '../../flow';
import { coreFailure } from '../core-failure';
import { failRun } from '../outcomes/fail-run';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { countVisit } from './count-visit';
import { enter } from './enter';
import { placeToken } from './place-token';

/** Moves a token along an edge. */
export function takeEdge(context: TransitionContext, token: Token, edge: Edge, value: unknown): void {
  const { frame } = token;
  const { target } = edge;
  if (context.events) context.emitNodeEvent('route.taken', token, { action: edge.action, to: target.node });
  else context.state.seq += 1;
  if (edge.outputKey !== undefined) {
    frame.outputs ??= new Map();
    frame.outputs.set(edge.outputKey, value);
    context.changes?.push({ type: 'output.put', frame: frame.id, outputKey: edge.outputKey, value });
  }
  const visit = countVisit(context, frame, target);
  token.visit = visit;
  context.touch(token);
  if (edge.mapping?.kind === 'via') detailsOf(token).via = edge;
  if (visit > target.maxVisits) {
    const message = `node "${target.node}" was about to be visited for the ${visit}th time; maxVisits is ${target.maxVisits}`;
    placeToken(token, target, value, edge.mapping);
    failRun(context, token, coreFailure(context, 'MAX_VISITS', message));
    return;
  }
  enter(context, token, target, value, edge.mapping);
}
