import type { Document } from '../../port';

/** The columns of a document, as a SQL driver returns them. */
export interface DocumentColumns {
  readonly kind: string;
  readonly name: string;
  readonly rev: number;
  readonly due: number | null;
  readonly body: string;
}

/** Converts the columns of a document. */
export function documentOf({ kind, name, rev, due, body }: DocumentColumns): Document {
  return { kind, name, rev, dueAt: due ?? undefined, body };
}
