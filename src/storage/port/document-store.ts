import type { Page } from './query';
import type { Body } from './stored-run';

/** The key of a document. A storage must accept kinds of up to 64 characters and names of up to 512. */
export interface DocumentKey {
  /** The type of document, such as `schedule`. */
  readonly kind: string;
  /** Unique within its kind. */
  readonly name: string;
}

/** A small named value that is not a run, such as a schedule, a subscription or a variable. */
export interface Document extends DocumentKey {
  /** Revision: at least 1, increases with every write, and is never reused, not even after the document was deleted. */
  readonly rev: number;
  /** Time from which {@link DocumentStore.due} returns the document, in epoch ms. */
  readonly dueAt?: number | undefined;
  readonly body: Body;
}

/** One change of a document. */
export type DocumentChange =
  /** Creates the document if `rev` is 0 and it does not exist, or replaces it if `rev` is its current revision. */
  | ({ readonly type: 'put' } & Document)
  /** Deletes the document if `rev` is its current revision. */
  | ({ readonly type: 'delete'; readonly rev: number } & DocumentKey);

/** The result of {@link DocumentStore.write}. */
export type DocumentWriteResult =
  /** Everything was written. `revs`: the new revision for each change, in order; 0 for a deletion. */
  | { readonly result: 'written'; readonly revs: readonly number[] }
  /**
   * Nothing was written. `conflicts`: the documents whose revision is not the requested one, in the order of the
   * changes.
   */
  | { readonly result: 'conflict'; readonly conflicts: readonly DocumentKey[] };

/** The documents to list. */
export interface DocumentQuery {
  readonly kind: string;
  /** Only documents whose names begin with this prefix. */
  readonly prefix?: string;
  readonly limit: number;
  /** `next` of the previous page. */
  readonly after?: string;
}

/**
 * The third, optional role of a storage: documents, which are small named values that are not runs. It reads no clock,
 * and an acknowledged write is as durable as the commit of a run.
 *
 * The changes of one {@link write} are atomic, and no reader sees only some of them. A write of documents is a separate
 * transaction: it cannot be combined with the creation of a run, a message or a commit.
 */
export interface DocumentStore {
  /** Returns a document, or `undefined` if there is none. */
  readonly get: (request: Readonly<DocumentKey>) => Promise<Document | undefined>;
  /**
   * Lists documents of one kind in the order of their names, by code points; names with U+FFFF may be anywhere in
   * that order. Pages neither repeat nor miss a document while others are created and deleted.
   *
   * @throws {MillraceError} `INVALID_OPTION` for an `after` that is not the `next` of a page
   */
  readonly list: (request: Readonly<DocumentQuery>) => Promise<Page<Document>>;
  /** Returns documents of these kinds that are due by `now`, the earliest first, at most `limit`. */
  readonly due: (
    request: Readonly<{ kinds: readonly string[]; now: number; limit: number }>,
  ) => Promise<readonly Document[]>;
  /**
   * Creates, replaces and deletes documents in one transaction, if all of them have the requested revisions.
   *
   * @throws {MillraceError} `PAYLOAD_TOO_LARGE`; `INVALID_OPTION` if one document is changed twice, and for a kind or
   * a name with NUL or lone surrogates
   */
  readonly write: (request: Readonly<{ changes: readonly DocumentChange[] }>) => Promise<DocumentWriteResult>;
}
