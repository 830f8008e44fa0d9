import type { EachDefinition } from '../../../flow';
import { coreFailure } from '../../core-failure';
import { failedItems, itemResults } from '../../joins/arrivals';
import { canClose, NOTHING_MERGED, stopVerdict } from '../../joins/finish';
import { batchFailure, countOf, hasMoreItems, itemOf, itemsIn, type PulledItem } from '../../joins/items';
import { mergeLayers } from '../../joins/shared-store';
import { spawnItem, startItems } from '../../joins/start-items';
import { closeFrame } from '../../routing/leave-frame';
import { openFrame } from '../../routing/open-frame';
import { pathOf } from '../../state/path';
import { detailsOf, type Frame, type Join, type Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';
import type { JoinRules, KindRules } from '../kind';

const JOIN: JoinRules<'each'> = {
  arrived: (context, { token, frame, join }, definition) => {
    if (definition.progress) emitProgress(context, token, frame, definition);
    continueItems(context, token, frame, join, definition);
  },
  finish: (context, token, frame, definition) => {
    stopVerdict(context, token);
    if (definition.isolated || canClose(context, token, frame)) JOIN.close(context, frame, NOTHING_MERGED, definition);
  },
  close: (context, frame, merged, { isolated, onError }) => {
    // The writes of the items of an isolated node are dropped.
    if (!isolated) mergeLayers(context, frame, merged);
    closeFrame(context, frame, 'next', itemResults(frame, onError === 'collect'));
  },
  takesFailures: ({ onError }) => onError !== 'stop',
  failureOutside: ({ scope }, item, failure) => batchFailure(scope.node, [[item, failure]]),
  keepsItem: ({ input }, { onError }) => onError === 'collect' && !Array.isArray(input),
};

export const EACH: KindRules<'each'> = {
  open: (context, token, place, definition) => {
    const { input } = token;
    const items = itemsIn(input);
    if (!items) {
      const message = `node "${place.node}" iterates over its input and needs a list or another iterable that can be read, got ${input === null ? 'null' : typeof input}`;
      context.agenda.push({ kind: 'fail', token, failure: coreFailure(context, 'NOT_A_LIST', message) });
      return;
    }
    const frame = openFrame(context, token, place, items);
    const join = frame.open(countOf(frame, definition) ?? 0);
    if (Array.isArray(items) && items.length === 0) closeFrame(context, frame, 'next', []);
    else startItems(context, frame, definition, join);
  },
  join: JOIN,
};

/** Starts a pulled item, or ends the node if the source is exhausted. */
export function takeItem(context: TransitionContext, token: Token, { item, done }: PulledItem): void {
  const { inner } = token;
  const definition = inner?.scope.definition;
  if (!inner?.join || definition?.kind !== 'each') return;
  if (done) detailsOf(token).exhausted = true;
  context.touch(token);
  if (Array.isArray(inner.input)) spawnItem(context, inner, itemOf(inner.input, definition, inner.next));
  else if (item) spawnItem(context, inner, item.value);
  continueItems(context, token, inner, inner.join, definition);
}

/** Starts the items that may start now, and ends the node if all have ended. */
function continueItems(
  context: TransitionContext,
  token: Token,
  frame: Frame,
  join: Join,
  definition: EachDefinition,
): void {
  startItems(context, frame, definition, join);
  if (join.arrived < frame.next || hasMoreItems(frame)) return;
  if (join.failed > 0 && definition.onError === 'finish') {
    const failure = batchFailure(token.place.node, failedItems(frame));
    context.agenda.push({ kind: 'fail', token, failure });
  } else JOIN.finish(context, token, frame, definition);
}

function emitProgress(context: TransitionContext, token: Token, frame: Frame, definition: EachDefinition): void {
  const { arrived: ended = 0, failed = 0 } = frame.join ?? {};
  const progress = { ended, failed, total: countOf(frame, definition) };
  context.effects.push({ type: 'progress', node: token.place.node, path: pathOf(token), progress });
}
