import { checkDocumentChanges } from '../adapter-kit/document-changes';
import { nameCursor, pageOf, readNameCursor } from '../adapter-kit/page-cursor';
import { compareCodePoints } from '../adapter-kit/text-order';
import type { Document, DocumentChange, DocumentKey, DocumentQuery, DocumentWriteResult, Page } from '../port';

/** The documents of a memory storage. */
export class MemoryDocuments {
  private readonly kinds = new Map<string, Map<string, Document>>();
  private lastRev = 0;

  constructor(private readonly maxBody: number) {}

  get({ kind, name }: DocumentKey): Document | undefined {
    return this.kinds.get(kind)?.get(name);
  }

  list({ kind, prefix = '', limit, after }: DocumentQuery): Page<Document> {
    const last = readNameCursor(after);
    const found = [...(this.kinds.get(kind)?.values() ?? [])]
      .filter(({ name }) => name.startsWith(prefix) && (last === undefined || compareCodePoints(name, last) > 0))
      .sort((a, b) => compareCodePoints(a.name, b.name));
    return pageOf(
      found,
      limit,
      ({ name }) => nameCursor(name),
      (document) => document,
    );
  }

  due(kinds: readonly string[], now: number, limit: number): readonly Document[] {
    return [...new Set(kinds)]
      .flatMap((kind) => [...(this.kinds.get(kind)?.values() ?? [])])
      .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
      .slice(0, limit);
  }

  write(changes: readonly DocumentChange[]): DocumentWriteResult {
    checkDocumentChanges(changes, this.maxBody);
    const conflicts = changes.filter((change) => !this.isAsExpected(change));
    if (conflicts.length > 0)
      return { result: 'conflict', conflicts: conflicts.map(({ kind, name }) => ({ kind, name })) };
    return { result: 'written', revs: changes.map((change) => this.apply(change)) };
  }

  private isAsExpected(change: DocumentChange): boolean {
    const rev = this.get(change)?.rev;
    return rev === change.rev || (rev === undefined && change.type === 'put' && change.rev === 0);
  }

  private apply(change: DocumentChange): number {
    const { kind, name } = change;
    const ofKind = this.kinds.get(kind) ?? new Map<string, Document>();
    if (change.type === 'delete') {
      ofKind.delete(name);
      return 0;
    }
    const rev = ++this.lastRev;
    this.kinds.set(kind, ofKind.set(name, { kind, name, rev, dueAt: change.dueAt, body: change.body }));
    return rev;
  }
}
