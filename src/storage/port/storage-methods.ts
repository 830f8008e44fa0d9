import type { DocumentStore } from './document-store';
import type { Storage } from './storage';

/** The methods of a storage with one request, and whether each may change what the storage holds. */
export const STORAGE_METHODS = {
  open: false,
  close: false,
  openLease: true,
  renewLease: true,
  closeLease: true,
  leases: false,
  endLease: true,
  losses: false,
  correctTimers: true,
  create: true,
  commit: true,
  send: true,
  claim: true,
  claimOne: true,
  releaseRuns: true,
  runsWithMessages: false,
  messages: false,
  permits: false,
  nextWake: false,
  hashes: false,
  load: false,
  find: false,
  list: false,
  tasks: false,
  journal: false,
  purge: true,
} as const satisfies Readonly<Record<Exclude<keyof Storage, 'pollMs' | 'documents' | 'watch'>, boolean>>;

/** The methods of `documents`, and whether each may change what the storage holds. */
export const DOCUMENT_METHODS = { get: false, list: false, due: false, write: true } as const satisfies Readonly<
  Record<keyof DocumentStore, boolean>
>;
