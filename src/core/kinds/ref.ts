import { coreFailure } from '../core-failure';
import type { Frame } from '../state/token';
import { openFlow } from './called-flow';
import type { KindRules } from './kind';

/** The maximum depth of nested flow calls through `ref`. */
const MAX_DEPTH = 100;

/** A call of another flow. Its activation is one of the called flow. */
export const REF: KindRules<'ref'> = {
  open: (context, token, place) => {
    const callee = place.start;
    const depth = depthOf(token.frame);
    if (depth < MAX_DEPTH && callee) {
      openFlow(context, token, callee);
      return;
    }
    const message = `"${place.node}" would be nested flow call number ${depth + 1}; at most ${MAX_DEPTH} flow calls may be nested`;
    context.agenda.push({ kind: 'fail', token, failure: coreFailure(context, 'MAX_DEPTH', message) });
  },
};

function depthOf(innermost: Frame): number {
  let depth = 0;
  for (let frame: Frame | undefined = innermost; frame; frame = frame.outer) if (frame.place.kind === 'ref') depth += 1;
  return depth;
}
