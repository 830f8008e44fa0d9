export type { Checkpoint, Commit, CommitResult, PermitChange, PermitHolding, PermitRequestChange } from './commit';
export type {
  Document,
  DocumentChange,
  DocumentKey,
  DocumentQuery,
  DocumentStore,
  DocumentWriteResult,
} from './document-store';
export { documentsOf } from './documents-of';
export type { FlowVersion, Page, RunQuery } from './query';
export type {
  Created,
  CreateResult,
  Lease,
  Losses,
  Notice,
  OpenLease,
  RunAddress,
  SendRequest,
  SendResult,
} from './requests';
export type { RunOwnership } from './run-ownership';
export type { RunStore } from './run-store';
export type { Storage } from './storage';
export { DOCUMENT_METHODS, STORAGE_METHODS } from './storage-methods';
export type {
  Body,
  FlowStructure,
  JournalEntry,
  Message,
  NewRun,
  RunHead,
  RunKey,
  RunOrigin,
  RunRow,
  StoredRecord,
  StoredRun,
} from './stored-run';
export type { OpenTask, TaskChange, TaskQuery, TaskRow } from './task-row';
