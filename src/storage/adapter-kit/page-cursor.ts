import { invalidOption } from '../../errors';
import type { Page } from '../port';

/**
 * The number of the row after which a page begins. Rows keep their numbers, so pages neither repeat nor miss one if others
 * come and go.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a text that no page gave
 */
export function readCursor(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  const no = typeof after === 'string' && /^\d{1,16}$/.test(after) ? Number(after) : Number.NaN;
  if (Number.isSafeInteger(no)) return no;
  throw invalidOption('after', 'the `next` of a page', after);
}

/** A page of at most `limit` of the rows that were found. There is another one if more were found. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  numberOf: (row: Row) => number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    next: last !== undefined && rows.length > limit ? String(numberOf(last)) : undefined,
  };
}
