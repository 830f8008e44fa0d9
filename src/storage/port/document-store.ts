import type { Page } from './query';
import type { Body } from './stored-run';

/** The key of a document. A storage has to take kinds of up to 64 characters and names of up to 512. */
export interface DocumentKey {
  /** The sort of document, such as `schedule`. */
  readonly kind: string;
  /** Unique within its kind. */
  readonly name: string;
}

/** A small named value that is not a run, such as a schedule, a subscription or a variable. */
export interface Document extends DocumentKey {
  /** Revision: at least 1, grows with every write, and is never used again, even after the document was deleted. */
  readonly rev: number;
  /** Epoch ms from which on {@link DocumentStore.due} returns it. */
  readonly dueAt?: number | undefined;
  readonly body: Body;
}

/** One change of a document. */
export type DocumentChange =
  /** Creates the document if `rev` is 0 and there is none, or replaces it if `rev` is its revision. */
  | ({ readonly type: 'put' } & Document)
  /** Deletes the document if `rev` is its revision. */
  | ({ readonly type: 'delete'; readonly rev: number } & DocumentKey);

/** The outcome of a {@link DocumentStore.write}. */
export type DocumentWriteResult =
  /** Everything was written. `revs`: the new revision for each change, in their order; 0 for one that deletes. */
  | { readonly result: 'written'; readonly revs: readonly number[] }
  /** Nothing was written. `conflicts`: the documents with another revision than the one given, in the order of the changes. */
  | { readonly result: 'conflict'; readonly conflicts: readonly DocumentKey[] };

/** The documents to list. */
export interface DocumentQuery {
  readonly kind: string;
  /** Only documents whose names begin with this. */
  readonly prefix?: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/**
 * The third role of a storage, which is optional: keeps documents, small named values that are not runs. It reads no clock, and an
 * acknowledged write is as durable as a commit of a run.
 *
 * The changes of one {@link write} are written all or not at all, and nobody sees some of them alone. A write of documents is a
 * transaction of its own: it cannot be combined with the creation of a run, a message or a commit.
 */
export interface DocumentStore {
  /** Returns a document, or `undefined` if there is none. */
  readonly get: (request: Readonly<DocumentKey>) => Promise<Document | undefined>;
  /**
   * Lists documents of one kind in the order of their names, by code points; names with NUL, U+FFFF or lone surrogates may stand
   * anywhere. Pages neither repeat nor miss a document while others come and go.
   *
   * @throws {MillraceError} `INVALID_OPTION` for an `after` that no page gave
   */
  readonly list: (request: Readonly<DocumentQuery>) => Promise<Page<Document>>;
  /** Returns documents of these kinds that are due by `now`, the earliest first, at most `limit`. */
  readonly due: (
    request: Readonly<{ kinds: readonly string[]; now: number; limit: number }>,
  ) => Promise<readonly Document[]>;
  /**
   * Creates, replaces and deletes documents in one transaction, if all of them have the revisions that are given.
   *
   * @throws {MillraceError} `PAYLOAD_TOO_LARGE`; `INVALID_OPTION` if one document is changed twice
   */
  readonly write: (request: Readonly<{ changes: readonly DocumentChange[] }>) => Promise<DocumentWriteResult>;
}
