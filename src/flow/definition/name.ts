import { DefinitionError, inspectValue } from '../../errors';

const KEY = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Whether a text can be the key of a node, of a branch or the name of a flow. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** What a key looks like, for messages. */
export const KEY_FORM = 'a letter followed by letters, digits, "_" or "-"';

/** @throws {DefinitionError} for anything but a text of 1 to 200 characters */
export function checkName(name: unknown, what: string): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 200) return name;
  throw new DefinitionError([
    { message: `${what}: the name must be a text of 1 to 200 characters, got ${inspectValue(name)}` },
  ]);
}

/** Names of actions that Millrace itself gives. */
const SYSTEM_ACTIONS: readonly string[] = ['next', 'error', 'overdue', 'exhausted'];

export function isSystemAction(action: string): boolean {
  return SYSTEM_ACTIONS.includes(action);
}
