import { DefinitionError, inspectValue } from '../../errors';

const KEY = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Whether a string can be the key of a node or branch, or a part of the name of a flow. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** The form of a key, for messages. */
export const KEY_FORM = 'a letter followed by letters, digits, "_" or "-"';

/** @throws {DefinitionError} for anything but a string of 1 to 200 characters */
export function checkName(name: unknown, what: string): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 200) return name;
  throw new DefinitionError([
    { message: `${what}: the name must be a string of 1 to 200 characters, got ${inspectValue(name)}` },
  ]);
}

/** The names of the actions of Millrace itself. */
const SYSTEM_ACTIONS: readonly string[] = ['next', 'error', 'overdue', 'exhausted'];

export function isSystemAction(action: string): boolean {
  return SYSTEM_ACTIONS.includes(action);
}
