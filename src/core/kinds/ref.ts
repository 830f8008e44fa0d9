import { coreFailure } from '../core-failure';
import type { Frame } from '../state/token';
import { openFlow } from './called-flow';
import type { KindRules } from './kind';

/** Most flows that may call each other through `ref`, one inside the other. */
const MAX_DEPTH = 100;

/** What is inside is an activation of the flow that is called. */
export const REF: KindRules<'ref'> = {
  open: (context, token, place) => {
    const callee = place.start;
    const depth = depthOf(token.frame);
    if (depth < MAX_DEPTH && callee) {
      openFlow(context, token, callee);
      return;
    }
    const message = `"${place.node}" would be flow call number ${depth + 1} in a row; at most ${MAX_DEPTH} flows may call each other`;
    context.agenda.push({ kind: 'fail', token, failure: coreFailure(context, 'MAX_DEPTH', message) });
  },
};

function depthOf(innermost: Frame): number {
  let depth = 0;
  for (let frame: Frame | undefined = innermost; frame; frame = frame.outer) if (frame.place.kind === 'ref') depth += 1;
  return depth;
}
