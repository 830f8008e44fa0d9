import type { NodeKind, Place } from '../../flow';
import { EACH } from './bodies/each';
import { REPEAT } from './bodies/repeat';
import { WITHIN } from './bodies/within';
import { FLOW } from './flow';
import { ALL } from './joins/all';
import { ANY } from './joins/any';
import { RACE } from './joins/race';
import { SETTLE } from './joins/settle';
import type { KindRules } from './kind';
import { EXIT } from './leaves/exit';
import { FUNCTION } from './leaves/function';
import { SLEEP } from './leaves/sleep';
import { STEP } from './leaves/step';
import { WAIT } from './leaves/wait';
import { PIPE } from './pipe';
import { REF } from './ref';

const KINDS = {
  step: STEP,
  function: FUNCTION,
  exit: EXIT,
  flow: FLOW,
  all: ALL,
  any: ANY,
  race: RACE,
  settle: SETTLE,
  each: EACH,
  repeat: REPEAT,
  within: WITHIN,
  pipe: PIPE,
  sleep: SLEEP,
  wait: WAIT,
  ref: REF,
} satisfies { readonly [K in NodeKind]: KindRules<K> };

/** Returns the rules by which the node at a place is executed. */
export function kindOf({ kind }: Place): KindRules<NodeKind> {
  // The compiler cannot relate the kind of a node to its entry in the table; the type of the table guarantees it.
  return KINDS[kind] as KindRules<NodeKind>;
}
