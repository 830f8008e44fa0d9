import {
  type Document,
  type DocumentChange,
  type DocumentQuery,
  type DocumentStore,
  documentsOf,
} from '../../../storage/port';
import { same } from '../../expect';
import type { StorageHarness } from '../storage-harness';

/** The documents of the storage under test, with helpers for common actions. */
export class TestDocuments {
  constructor(readonly store: DocumentStore) {}

  static of(t: StorageHarness, storage = t.storage): TestDocuments {
    return new TestDocuments(documentsOf(storage, 'the checks of documents'));
  }

  /** Writes a document, which must succeed. Returns its new revision. */
  async put(name: string, given: Partial<Document> = {}): Promise<number> {
    const answer = await this.store.write({ changes: [putOf(name, given)] });
    if (answer.result !== 'written') throw new Error(`expected the document "${name}" to be written`);
    return answer.revs[0] ?? 0;
  }

  /** Writes changes. Returns the result or the conflicts. */
  async write(...changes: readonly DocumentChange[]): Promise<'written' | readonly string[]> {
    const answer = await this.store.write({ changes });
    return answer.result === 'written' ? 'written' : answer.conflicts.map(({ kind, name }) => `${kind}/${name}`);
  }

  async body(name: string, kind = KIND): Promise<string | undefined> {
    return (await this.store.get({ kind, name }))?.body;
  }

  /** Returns the names on one page. */
  async names(query: Partial<DocumentQuery> = {}): Promise<readonly string[]> {
    const { items } = await this.store.list({ kind: KIND, limit: 100, ...query });
    return items.map(({ name }) => name);
  }

  /** Asserts that exactly these documents are due, in this order. */
  async areDue(now: number, names: readonly string[], { kinds = [KIND], limit = 100 } = {}): Promise<void> {
    const found = await this.store.due({ kinds, now, limit });
    same(
      found.map(({ name }) => name),
      names,
    );
  }
}

const KIND = 'schedule';

/** Returns a change that creates a document, or replaces the one with the revision `rev`. */
export function putOf(name: string, given: Partial<Document> = {}): DocumentChange {
  return { type: 'put', kind: KIND, name, rev: 0, body: `body of ${name}`, ...given };
}

export function deleteOf(name: string, rev: number, kind = KIND): DocumentChange {
  return { type: 'delete', kind, name, rev };
}
