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
import type { Connection } from '../connection/connection';
import { conditions } from '../reading/conditions';

const SELECT = 'select kind, name, rev, due, body from document';

/** The table of documents. */
export class DocumentTable {
  private readonly find;
  private readonly dueOf;
  private readonly insert;
  private readonly remove;

  constructor(
    private readonly connection: Connection,
    private readonly maxBody: number,
  ) {
    const { driver } = connection;
    this.find = driver.prepare<DocumentColumns>(`${SELECT} where kind = ? and name = ?`);
    this.dueOf = driver.prepare<DocumentColumns>(
      `${SELECT} where kind = ? and due is not null and due <= ? order by due limit ?`,
    );
    this.insert = driver.prepare('insert into document (kind, name, due, body) values (?, ?, ?, ?)');
    this.remove = driver.prepare('delete from document where kind = ? and name = ?');
  }

  get({ kind, name }: DocumentKey): Document | undefined {
    const row = this.find.get(kind, name);
    return row && documentOf(row);
  }

  list({ kind, prefix = '', limit, after }: DocumentQuery): Page<Document> {
    const where = conditions();
    where.add('kind = ?', kind);
    where.add('name > ?', readNameCursor(after));
    where.add('name >= ?', prefix);
    where.add('name < ?', endOfPrefix(prefix));
    const rows = this.connection.driver
      .prepare<DocumentColumns>(`${SELECT} ${where.sql} order by name limit ?`)
      .all(...where.values, limit + 1);
    return pageOf(rows, limit, ({ name }) => nameCursor(name), documentOf);
  }

  due(kinds: readonly string[], now: number, limit: number): readonly Document[] {
    return [...new Set(kinds)]
      .flatMap((kind) => this.dueOf.all(kind, now, limit))
      .sort((a, b) => (a.due ?? 0) - (b.due ?? 0))
      .slice(0, limit)
      .map(documentOf);
  }

  write(changes: readonly DocumentChange[]): DocumentWriteResult {
    checkDocumentChanges(changes, this.maxBody);
    return this.connection.write(() => {
      const conflicts = changes.filter((change) => !this.isAsExpected(change));
      if (conflicts.length > 0)
        return { result: 'conflict', conflicts: conflicts.map(({ kind, name }) => ({ kind, name })) };
      return { result: 'written', revs: changes.map((change) => this.apply(change)) };
    });
  }

  private isAsExpected(change: DocumentChange): boolean {
    const rev = this.find.get(change.kind, change.name)?.rev;
    return rev === change.rev || (rev === undefined && change.type === 'put' && change.rev === 0);
  }

  private apply(change: DocumentChange): number {
    const { kind, name } = change;
    this.remove.run(kind, name);
    if (change.type === 'delete') return 0;
    return Number(this.insert.run(kind, name, change.dueAt ?? null, change.body).lastInsertRowid);
  }
}
