import { MillraceError } from '../../errors';
import { DOCUMENT_METHODS, type DocumentStore, STORAGE_METHODS, type Storage } from '../port';

/** A call of a method of a storage, as data. */
export interface StorageCall {
  /** The name of the method, such as `commit` or `documents.write`. */
  readonly method: string;
  readonly request: unknown;
}

/** The members of a storage that {@link storageOfCalls} makes: all but `watch` and `pollMs`. */
export type StorageOfCalls = Omit<Storage, 'watch' | 'pollMs' | 'documents'> & { readonly documents: DocumentStore };

type Method = (request: unknown) => Promise<unknown>;

const DOCUMENTS = 'documents.';
const METHODS: ReadonlyMap<string, boolean> = new Map([
  ...Object.entries(STORAGE_METHODS),
  ...Object.entries(DOCUMENT_METHODS).map(([name, changes]) => [DOCUMENTS + name, changes] as const),
]);

/** Whether a method may change what a storage holds. A log needs such calls alone. */
export function isStorageChange(method: string): boolean {
  return METHODS.get(method) ?? false;
}

/** Returns the methods of a storage that hand their calls to a function, such as one that logs or delays them. */
export function storageOfCalls(perform: (call: StorageCall) => Promise<unknown>): StorageOfCalls {
  const methodsOf = (table: object, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.keys(table).map((name) => [name, (request: unknown) => perform({ method: prefix + name, request })]),
    );
  // `perform` returns what the method of the call returns, which the compiler cannot see.
  return {
    ...methodsOf(STORAGE_METHODS, ''),
    documents: methodsOf(DOCUMENT_METHODS, DOCUMENTS),
  } as unknown as StorageOfCalls;
}

/**
 * Performs a call on a storage.
 *
 * @throws {MillraceError} `UNSUPPORTED` for a method that the storage does not have
 */
export function performCall(storage: Storage, { method, request }: StorageCall): Promise<unknown> {
  const isOfDocuments = method.startsWith(DOCUMENTS);
  const owner = isOfDocuments ? storage.documents : storage;
  const name = isOfDocuments ? method.slice(DOCUMENTS.length) : method;
  const found: unknown = owner && METHODS.has(method) ? Reflect.get(owner, name) : undefined;
  if (typeof found === 'function') return (found as Method).call(owner, request);
  return Promise.reject(new MillraceError('UNSUPPORTED', `the storage has no method "${method}"`));
}
