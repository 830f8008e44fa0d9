import type { Database } from './database';
import type { Session } from './statement';
import { concernsOneRow } from './storage-error';

/** Writes some items. Resolves to one result for each, in order. */
type Write<One, Answer> = (session: Session, some: readonly One[]) => Promise<readonly Answer[]>;

/**
 * Writes items in one transaction; only if one of them cannot be written, each gets its own savepoint.
 *
 * @param isOneStatement whether one statement writes all items, so that no explicit transaction is needed
 */
export async function writeBatch<One, Answer>(
  database: Database,
  all: readonly One[],
  isOneStatement: boolean,
  write: Write<One, Answer>,
): Promise<readonly (Answer | { readonly error: Error })[]> {
  const writeAll = (session: Session) => write(session, all);
  try {
    return await (isOneStatement ? writeAll({ rows: database.write }) : database.transaction(writeAll));
  } catch (error) {
    if (!concernsOneRow(error)) throw error;
  }
  return database.transaction(async (session) => {
    const answers: (Answer | { readonly error: Error })[] = [];
    for (const one of all) {
      await session.rows({ text: 'savepoint one' });
      try {
        answers.push(...(await write(session, [one])));
      } catch (error) {
        if (!concernsOneRow(error)) throw error;
        await session.rows({ text: 'rollback to savepoint one' });
        answers.push({ error: database.explained(error) });
      }
      await session.rows({ text: 'release savepoint one' });
    }
    return answers;
  });
}
