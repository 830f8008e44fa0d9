import type { NodeKind, Place } from '../../flow';
import type { Visit } from './visit';

/** Returns the part or round that follows a visit, where no edge leads there. */
export function followingOf(visit: Visit, action: string): Place | undefined {
  const { place } = visit.head;
  const definition = place?.owner?.definition;
  if (definition?.kind === 'pipe' && action === 'next') return place?.owner?.children[place.index + 1];
  return definition?.kind === 'repeat' && action === 'again' && visit.round < definition.max ? place : undefined;
}

/**
 * The action by which a node around a visit is left, by the kind of that node; `undefined` where it continues or an
 * edge reports it.
 */
const LEAVES: Readonly<Record<NodeKind, (visit: Visit, action: string, owner: Place) => string | undefined>> = {
  step: () => undefined,
  function: () => undefined,
  exit: () => undefined,
  sleep: () => undefined,
  wait: () => undefined,
  ref: () => undefined,
  // An edge leads on.
  flow: () => undefined,
  within: (_, action) => action,
  repeat: (_, action) => (action === 'again' ? 'exhausted' : action),
  pipe: ({ head }, action, owner) => (head.place?.index === owner.children.length - 1 ? action : undefined),
  all: whenAllHaveEnded,
  settle: whenAllHaveEnded,
  any: whenOneIsDone,
  race: whenOneIsDone,
  // Only the run knows the number of items.
  each: () => undefined,
};

/** Returns the action by which the node around a visit is left together with it; `undefined` if that node continues. */
export function outerAction(visit: Visit, action: string): string | undefined {
  const owner = visit.head.place?.owner;
  return owner && LEAVES[owner.kind](visit, action, owner);
}

function whenAllHaveEnded({ parent }: Visit, _action: string, owner: Place): string | undefined {
  return isInFlow(owner) || parent?.openInside.size !== 0 ? undefined : 'next';
}

function whenOneIsDone({ status, head }: Visit, _action: string, owner: Place): string | undefined {
  return isInFlow(owner) || status === 'failed' ? undefined : head.place?.key;
}

/** Whether an edge reports that a join is left. */
function isInFlow({ owner }: Place): boolean {
  return owner?.kind === 'flow';
}
