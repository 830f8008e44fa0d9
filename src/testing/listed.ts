import { invalidOption } from '../errors';

/** @throws {MillraceError} `INVALID_OPTION` for anything but a list, such as a single item */
export function listed<Item>(given: readonly Item[], option: string): readonly Item[] {
  const isList: boolean = Array.isArray(given);
  if (!isList) throw invalidOption(option, 'a list', given);
  return given;
}
