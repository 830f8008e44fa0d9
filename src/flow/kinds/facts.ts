import type { Placing } from '../definition/placing';
import { describePlacing } from '../description/describe-placing';
import type { NodeDescription } from '../description/description';
import type { Actions, Child, HashPart, KindFacts } from './kind';
import { type Definition, KINDS } from './kinds';

/** Returns the facts about the kind of a node. */
export function kindOf(definition: Definition): KindFacts<Definition, Definition> {
  // The compiler cannot relate the kind of a node to its entry in the table; the type of the table does.
  return KINDS[definition.kind] as KindFacts<Definition, Definition>;
}

/** Returns the nodes inside a node, each with the last segment of its id. */
export function childrenOf(definition: Definition): readonly Child<Definition>[] {
  return kindOf(definition).children(definition);
}

/**
 * Returns the actions that a node can take, `error` left out; `undefined` where only the compiler knows them: references,
 * and routers, human and phased steps and `choose` that do not declare their `actions`.
 */
export function actionsOf(definition: Definition): Actions {
  return kindOf(definition).actions(definition, actionsOf);
}

/** Returns the actions that a node can certainly take, whether or not all of its actions are known. */
export function knownActionsOf(definition: Definition): readonly string[] {
  return actionsOf(definition) ?? kindOf(definition).addedActions?.(definition, knownActionsOf) ?? [];
}

/** Returns the part of a node that stored runs depend on. */
export function hashPartOf(definition: Definition): HashPart {
  return kindOf(definition).hashPart(definition, hashPartOf);
}

/** Describes a node and everything inside as plain data. */
export function describeNode(definition: Definition): NodeDescription {
  return { ...kindOf(definition).describe(definition, describeNode), ...describePlacing(placingOf(definition)) };
}

/** Returns the options of any node but an exit. */
export function placingOf(definition: Definition): Placing {
  return definition.kind === 'exit' ? {} : definition;
}
