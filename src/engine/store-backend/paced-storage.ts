import type { TurnScheduler } from '../../execution';
import { performCall, storageOfCalls } from '../../storage/adapter-kit';
import type { Page, Storage } from '../../storage/port';

/** The largest number of rows that are read at once. */
const ROWS_PER_CALL = 200;

/**
 * Returns a storage whose calls take turns with everything else in the process, and which reads large pages in small
 * parts: a storage in this process answers without waiting, so a loop over its calls would keep the event loop.
 */
export function pacedStorage(storage: Storage, turns: TurnScheduler): Storage {
  const paced = async <T>(call: () => Promise<T>): Promise<T> => {
    // Asked again, because those that waited for the same turn may have used it.
    while (turns.isOver()) await turns.wait();
    return call();
  };
  const { documents, ...calls } = storageOfCalls((call) => paced(() => performCall(storage, call)));
  return {
    ...calls,
    ...(storage.documents && { documents }),
    ...(storage.pollMs !== undefined && { pollMs: storage.pollMs }),
    watch: (listener) => storage.watch(listener),
    list: ({ limit, after, ...query }) =>
      readInParts(limit, after, (part) => paced(() => storage.list({ ...query, ...part }))),
    tasks: ({ limit, after, ...query }) =>
      readInParts(limit, after, (part) => paced(() => storage.tasks({ ...query, ...part }))),
  };
}

/** A part of a page. */
interface PagePart {
  readonly limit: number;
  readonly after?: string;
}

/** Reads a page of any size. */
async function readInParts<T>(
  limit: number,
  after: string | undefined,
  read: (part: PagePart) => Promise<Page<T>>,
): Promise<Page<T>> {
  const first = await read({ limit: Math.min(limit, ROWS_PER_CALL), ...(after !== undefined && { after }) });
  if (limit <= ROWS_PER_CALL) return first;
  const items = [...first.items];
  let { next } = first;
  while (next !== undefined && items.length < limit) {
    const part = await read({ limit: Math.min(limit - items.length, ROWS_PER_CALL), after: next });
    for (const item of part.items) items.push(item);
    next = part.next;
  }
  return { items, next };
}
