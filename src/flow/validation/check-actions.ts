import type { DefinitionFault } from '../../errors';
import { actionsOf, type FlowDefinition, knownActionsOf } from '../kinds';
import type { Unreadable } from './unreadable';

/** Reports actions that are not wired, and edges of unknown actions. The compiler checks the same for typed callers. */
export function checkActions({ nodes, edges }: FlowDefinition, unreadable: Unreadable): readonly DefinitionFault[] {
  return Object.entries(edges).flatMap(([node, table]) => {
    const definition = nodes[node];
    const wired = [...Object.keys(table), ...(unreadable.get(node) ?? [])].filter((action) => action !== 'error');
    const declared = definition && actionsOf(definition);
    if (!declared && wired.length === 0)
      return [{ node, message: 'no action is wired; the flow cannot continue from here' }];
    const known = definition ? knownActionsOf(definition) : [];
    return actionFaults(wired, known, declared).map((message) => ({ node, message }));
  });
}

/**
 * Returns messages for actions that are not wired, and for edges of actions that do not exist.
 *
 * @param known the actions that the node certainly has
 * @param declared all its actions, if they are known
 */
export function actionFaults(
  wired: readonly string[],
  known: readonly string[],
  declared: readonly string[] | undefined,
): readonly string[] {
  const missing = known.filter((action) => !wired.includes(action));
  const unknown = declared ? wired.filter((action) => !declared.includes(action)) : [];
  return [
    ...missing.map((action) => `action "${action}" is not wired; add ${action}: to.…`),
    ...unknown.map((action) => `there is no action "${action}"; the node has ${known.join(', ')}`),
  ];
}
