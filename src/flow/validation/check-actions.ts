import type { DefinitionFault } from '../../errors';
import { actionsOf, type FlowDefinition } from '../kinds';
import type { Unreadable } from './unreadable';

/** Reports actions that are not wired, and edges of unknown actions. The compiler checks the same for typed callers. */
export function checkActions({ nodes, edges }: FlowDefinition, unreadable: Unreadable): readonly DefinitionFault[] {
  return Object.entries(edges).flatMap(([node, table]) => {
    const definition = nodes[node];
    const wired = [...Object.keys(table), ...(unreadable.get(node) ?? [])].filter((action) => action !== 'error');
    const declared = definition && actionsOf(definition);
    if (!declared)
      return wired.length > 0 ? [] : [{ node, message: 'no action is wired; the flow cannot continue from here' }];
    const missing = declared.filter((action) => !wired.includes(action));
    const unknown = wired.filter((action) => !declared.includes(action));
    return [
      ...missing.map((action) => ({ node, message: `action "${action}" is not wired; add ${action}: to.…` })),
      ...unknown.map((action) => ({
        node,
        message: `there is no action "${action}"; the node has ${declared.join(', ')}`,
      })),
    ];
  });
}
