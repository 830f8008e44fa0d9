import type { Placing } from '../definition/placing';
import type { PipeDescription } from '../description/description';
import type { KindFacts } from './kind';

/** A chain of parts. */
export interface PipeData<Inner> extends Placing {
  readonly kind: 'pipe';
  readonly parts: readonly Inner[];
}

export function pipeKind<Inner>(): KindFacts<PipeData<Inner>, Inner, PipeDescription> {
  return {
    children: ({ parts }) => parts.map((part, index) => [`part${index + 1}`, part]),
    namesChildren: false,
    segment: (key) => key,
    actions: ({ parts }, actionsOf) => {
      const last = parts.at(-1);
      return last && actionsOf(last);
    },
    addedActions: ({ parts }, addedActionsOf) => {
      const last = parts.at(-1);
      return last ? addedActionsOf(last) : [];
    },
    hashPart: ({ parts }, hashPartOf) => ['pipe', ...parts.map(hashPartOf)],
    describe: ({ parts }, describeNode) => ({ kind: 'pipe', parts: parts.map(describeNode) }),
    label: () => 'pipe',
    shape: () => 'work',
    leaf: () => undefined,
  };
}
