import type { DefinitionFault } from '../../errors';
import { isSystemAction } from '../../step';
import { isKey, KEY_FORM } from '../definition/name';
import type { Definition } from '../kinds';

/** Reports the invalid keys of a node table. */
export function checkKeys(keys: readonly string[]): readonly DefinitionFault[] {
  return keys.filter((key) => !isKey(key)).map((node) => ({ node, message: `the key of a node must be ${KEY_FORM}` }));
}

/** Reports missing exits, and exits with reserved names. */
export function checkExits(
  nodes: readonly (readonly [key: string, definition: Definition])[],
): readonly DefinitionFault[] {
  const exits = nodes.filter(([, definition]) => definition.kind === 'exit').map(([key]) => key);
  if (exits.length === 0) return [{ message: 'the flow has no exit; add one, such as done: exit<Result>()' }];
  return exits
    .filter(isSystemAction)
    .map((node) => ({ node, message: 'an exit cannot be named next, error, overdue or exhausted; rename it' }));
}
