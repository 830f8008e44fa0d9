import type { Definition } from './definition';

const NEXT: readonly string[] = ['next'];

/** The actions of a flow: its exits, or `next` where there is only one. */
export function exitActions(exits: readonly string[]): readonly string[] {
  return exits.length === 1 ? NEXT : exits;
}

/**
 * The actions that a node can take, `error` left out; `undefined` where only the compiler knows them: routers, human and
 * phased steps, `choose` and references.
 */
export function actionsOf(definition: Definition): readonly string[] | undefined {
  switch (definition.kind) {
    case 'step':
      return definition.stepKind === 'machine' || definition.stepKind === 'batch' ? NEXT : undefined;
    case 'function':
      return definition.routes ? undefined : NEXT;
    case 'flow':
      return exitActions(Object.keys(definition.nodes).filter((key) => definition.nodes[key]?.kind === 'exit'));
    case 'any':
    case 'race':
      return Object.keys(definition.branches);
    case 'repeat':
      return actionsOf(definition.body)
        ?.filter((action) => action !== 'again')
        .concat('exhausted');
    case 'within':
      return actionsOf(definition.body)?.concat('overdue');
    case 'pipe': {
      const last = definition.parts.at(-1);
      return last && actionsOf(last);
    }
    case 'exit':
      return [];
    case 'ref':
      return undefined;
    default:
      return NEXT;
  }
}
