import { invalidOption, isListOf } from '../errors';

/** The names of the actions of Millrace itself. */
const SYSTEM_ACTIONS: readonly unknown[] = ['next', 'error', 'overdue', 'exhausted'];

/** Returns whether an action is one of Millrace itself, whose name no other action may have. */
export function isSystemAction(action: unknown): boolean {
  return SYSTEM_ACTIONS.includes(action);
}

/**
 * Returns a copy of the declared names of actions, if there are any.
 *
 * @param option the option with the names, for messages
 * @param by the function that has the option, where the name alone is ambiguous
 * @throws {MillraceError} `INVALID_OPTION` for anything but names of actions
 */
export function declaredActions(
  actions: readonly string[] | undefined,
  option: string,
  by?: string,
): readonly string[] | undefined {
  if (actions === undefined) return undefined;
  if (isListOf(actions, isAction) && actions.length > 0) return Object.freeze([...new Set(actions)]);
  const expected = `a list of names such as ['small', 'large'], none of them ${SYSTEM_ACTIONS.join(', ')}`;
  throw invalidOption(option, expected, actions, by);
}

function isAction(action: unknown): boolean {
  return typeof action === 'string' && action !== '' && !isSystemAction(action);
}
