import {
  checkDocumentChanges,
  type DocumentColumns,
  documentOf,
  endOfPrefix,
  nameCursor,
  pageOf,
  readNameCursor,
} from '../../storage/adapter-kit';
import type {
  Document,
  DocumentChange,
  DocumentKey,
  DocumentQuery,
  DocumentWriteResult,
  Page,
} from '../../storage/port';
import type { Database } from '../connection/database';
import { SqlJson, type Statement } from '../connection/statement';
import { conditions } from '../reading/conditions';
import { escapeText } from '../reading/escape-text';

/** The result of the SQL function `write_documents`; positions begin with 1, as in SQL arrays. */
type Written = { readonly revs: readonly number[] } | { readonly conflicts: readonly number[] };

const SELECT = 'select kind, name, rev, due, body from @document';

/** The table of documents. */
export class DocumentTable {
  private readonly find: Statement;
  private readonly dueOf: Statement;
  private readonly change: Statement;

  constructor(
    private readonly database: Database,
    private readonly maxBody: number,
  ) {
    this.find = database.statement(`${SELECT} where kind = $1 and name = $2`);
    this.dueOf = database.statement(`
      select one.* from unnest($1::text[]) as wanted(kind) cross join lateral (
        ${SELECT} where document.kind = wanted.kind and due is not null and due <= $2 order by due limit $3
      ) as one order by due limit $3`);
    this.change = database.statement('select @write_documents($1) as written');
  }

  async get({ kind, name }: DocumentKey): Promise<Document | undefined> {
    const [row] = await this.database.read<DocumentColumns>(this.find, kind, name);
    return row && documentOf(row);
  }

  async list({ kind, prefix = '', limit, after }: DocumentQuery): Promise<Page<Document>> {
    const where = conditions();
    where.add('kind = ?', kind);
    where.add('name > ?', readNameCursor(after));
    where.add('name >= ?', prefix);
    where.add('starts_with(name, ?)', prefix);
    // An upper bound for the index scan. An escaped prefix is longer than it appears, and has no bound that could be
    // stored.
    where.add('name < ?', escapeText(prefix) === prefix ? endOfPrefix(prefix) : undefined);
    const text = `${SELECT} ${where.sql} order by name limit ${where.bind(limit + 1)}`;
    const rows = await this.database.read<DocumentColumns>({ text: this.database.text(text) }, ...where.values);
    return pageOf(rows, limit, ({ name }) => nameCursor(name), documentOf);
  }

  async due(kinds: readonly string[], now: number, limit: number): Promise<readonly Document[]> {
    return (await this.database.read<DocumentColumns>(this.dueOf, [...new Set(kinds)], now, limit)).map(documentOf);
  }

  async write(changes: readonly DocumentChange[]): Promise<DocumentWriteResult> {
    checkDocumentChanges(changes, this.maxBody);
    if (changes.length === 0) return { result: 'written', revs: [] };
    const rows = new SqlJson(changes.map(changeRow));
    const [row] = await this.database.rows<{ readonly written: Written }>(this.change, rows);
    const written = row?.written ?? { conflicts: [] };
    if ('revs' in written) return { result: 'written', revs: written.revs };
    const conflicts = written.conflicts.flatMap((place) => changes[place - 1] ?? []);
    return { result: 'conflict', conflicts: conflicts.map(({ kind, name }) => ({ kind, name })) };
  }
}

function changeRow(change: DocumentChange, index: number) {
  const { type, kind, name, rev } = change;
  const place = index + 1;
  if (type === 'delete') return { place, remove: true, kind, name, rev };
  return { place, remove: false, kind, name, rev, due: change.dueAt, body: change.body };
}
