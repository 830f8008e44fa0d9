import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '../../test/support/postgres';

/** Where one side keeps its runs. */
export type Place =
  | { readonly file: string; readonly synchronous: 'FULL' | 'NORMAL' }
  | { readonly url: string; readonly schema: string };

/** A database of which each side gets a place of its own. */
interface OpenDatabase {
  readonly place: () => Place;
  readonly remove: () => Promise<void>;
}

export interface DatabaseKind {
  readonly label: string;
  readonly open: () => Promise<OpenDatabase>;
}

export function sqlite(synchronous: 'FULL' | 'NORMAL'): DatabaseKind {
  return {
    label: `SQLite ${synchronous}`,
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'millrace-peers-'));
      let files = 0;
      return {
        place: () => {
          files += 1;
          return { file: join(folder, `runs-${files}.db`), synchronous };
        },
        remove: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}

export const postgres: DatabaseKind = {
  label: 'PostgreSQL',
  open: async () => {
    const database = await openTestDatabase({ waitsForDisk: true });
    return {
      place: () => ({ url: database.url, schema: database.freshSchema() }),
      remove: database.end,
    };
  },
};
