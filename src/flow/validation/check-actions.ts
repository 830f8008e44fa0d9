import type { Fault } from '../../errors';
import { actionsOf, type FlowDefinition } from '../kinds';

/** Every action must be wired and no other may be. The compiler says the same; this is for actions only it cannot see. */
export function checkActions({ nodes, edges }: FlowDefinition): readonly Fault[] {
  return Object.entries(edges).flatMap(([node, table]) => {
    const definition = nodes[node];
    const wired = Object.keys(table).filter((action) => action !== 'error');
    const declared = definition && actionsOf(definition);
    if (!declared)
      return wired.length > 0 ? [] : [{ node, message: 'no action is wired; a flow cannot go on from here' }];
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
