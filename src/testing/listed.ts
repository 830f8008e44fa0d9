import { invalidOption } from '../errors';

/** @throws {MillraceError} `INVALID_OPTION` for anything but a list, such as its only item */
export function listed<Item>(given: readonly Item[], option: string): readonly Item[] {
  if (!Array.isArray(given)) throw invalidOption(option, 'a list', given);
  return given;
}
