import { MillraceError } from '../../errors';
import type { DocumentStore } from './document-store';
import type { Storage } from './storage';

/**
 * Returns the documents of a storage.
 *
 * @param feature the feature that needs them, for the message: a plural noun such as `schedules`
 * @throws {MillraceError} `UNSUPPORTED` if the storage does not keep documents
 */
export function documentsOf({ documents }: Storage, feature: string): DocumentStore {
  if (documents) return documents;
  throw new MillraceError(
    'UNSUPPORTED',
    `${feature} need a storage that keeps documents, and this one has no "documents": use sqliteStorage, postgresStorage ` +
      'or memoryStorage, or implement DocumentStore in your adapter',
    { details: { feature } },
  );
}
