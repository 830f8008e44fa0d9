import { invalidOption } from '../../errors';
import type { Page } from '../port';

/**
 * Returns the number of the row after which a page begins. Rows keep their numbers, so pages neither repeat nor miss
 * one while others are inserted and removed.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a string that no page gave
 */
export function readCursor(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  const no = typeof after === 'string' && /^\d{1,16}$/.test(after) ? Number(after) : Number.NaN;
  if (Number.isSafeInteger(no)) return no;
  throw invalidOption('after', EXPECTED, after);
}

const EXPECTED = 'the `next` of a page';
const NAME_MARK = '=';

/** Returns the cursor of a page that ends with a name; {@link readNameCursor} reads it. */
export function nameCursor(name: string): string {
  return NAME_MARK + name;
}

/**
 * Returns the name after which a page begins, if rows are listed in the order of their names.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a string that no page gave
 */
export function readNameCursor(after: string | undefined): string | undefined {
  if (after === undefined) return undefined;
  if (typeof after === 'string' && after.startsWith(NAME_MARK)) return after.slice(NAME_MARK.length);
  throw invalidOption('after', EXPECTED, after);
}

/**
 * Returns a page of at most `limit` of the rows that were found. There is a next page if more were found.
 *
 * @param cursorOf what tells where the page ended: the number of its last row, or a {@link nameCursor}
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => number | string,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    next: last !== undefined && rows.length > limit ? String(cursorOf(last)) : undefined,
  };
}
