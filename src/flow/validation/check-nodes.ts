import type { Fault } from '../../errors';
import { isKey, isSystemAction, KEY_FORM } from '../definition/name';
import type { Definition } from '../kinds';

/** What is wrong with the keys of a node table. */
export function checkKeys(keys: readonly string[]): readonly Fault[] {
  return keys.filter((key) => !isKey(key)).map((node) => ({ node, message: `the key of a node must be ${KEY_FORM}` }));
}

/** What is wrong with the exits of a node table. */
export function checkExits(nodes: readonly (readonly [key: string, definition: Definition])[]): readonly Fault[] {
  const exits = nodes.filter(([, definition]) => definition.kind === 'exit').map(([key]) => key);
  if (exits.length === 0) return [{ message: 'the flow has no exit; add one, as done: exit<Result>()' }];
  return exits
    .filter(isSystemAction)
    .map((node) => ({ node, message: 'an exit cannot be called next, error, overdue or exhausted; rename it' }));
}
