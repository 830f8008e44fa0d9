import type { Edge } from '../../flow';
import { coreFailure } from '../core-failure';
import { failRun } from '../outcomes/fail-run';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { countVisit, enter, stand } from './enter';

/** Moves a token along an edge. */
export function take(ledger: Ledger, token: Token, edge: Edge, value: unknown): void {
  const { frame } = token;
  const { target } = edge;
  if (ledger.events) ledger.tellOf('route.taken', token, { action: edge.action, to: target.node });
  else ledger.state.seq += 1;
  if (edge.slot !== undefined) {
    frame.outputs ??= new Map();
    frame.outputs.set(edge.slot, value);
    ledger.changes?.push({ type: 'output.put', frame: frame.id, slot: edge.slot, value });
  }
  const visit = countVisit(ledger, frame, target);
  token.visit = visit;
  ledger.touch(token);
  if (edge.mapping?.kind === 'via') extraOf(token).via = edge;
  if (visit > target.maxVisits) {
    const message = `node "${target.node}" was about to be visited for the ${visit}th time; maxVisits is ${target.maxVisits}`;
    stand(token, target, value, edge.mapping);
    failRun(ledger, token, coreFailure(ledger, 'MAX_VISITS', message));
    return;
  }
  enter(ledger, token, target, value, edge.mapping);
}
