import type { NodeKind, Place } from '../../flow';

const IS_STEP = {
  step: true,
  function: true,
  exit: false,
  flow: false,
  all: false,
  any: false,
  race: false,
  settle: false,
  each: false,
  repeat: false,
  within: false,
  pipe: false,
  sleep: true,
  wait: true,
  ref: false,
} satisfies Record<NodeKind, boolean>;

/** Whether a place has step events of its own. */
export function isStep({ leaf, kind }: Place): boolean {
  return leaf !== undefined || IS_STEP[kind];
}
