import { DefinitionError, inspectValue, isStorableString } from '../../errors';

/** The maximum length of a name or a key, in characters. */
const MAX_LENGTH = 200;

const KEY = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Whether a string can be the key of a node or branch, or a part of the name of a flow. */
export function isKey(text: string): boolean {
  return text.length <= MAX_LENGTH && KEY.test(text);
}

/** The form of a key, for messages. */
export const KEY_FORM = 'a letter followed by letters, digits, "_" or "-"';

/**
 * @param by the function that takes the name, for messages
 * @throws {DefinitionError} for anything but a string of 1 to 200 characters
 */
export function checkName(name: unknown, by: string): string {
  if (isStorableString(name) && name.trim() !== '' && name.length <= MAX_LENGTH) return name;
  throw new DefinitionError([
    {
      message: `${by}: the name must be a string of 1 to ${MAX_LENGTH} characters, without NUL and lone surrogates, got ${inspectValue(name)}`,
    },
  ]);
}
