export { MAX_BODY, tooLongToCommit, tooLongToCreate, tooLongToPost } from './adapter-kit/body-limit';
export { openTaskOf, type RunColumns, runRowOf, type TaskColumns, textsIn } from './adapter-kit/columns';
export { commitInOrder } from './adapter-kit/commit-in-order';
export { dueAt } from './adapter-kit/due-at';
export { matchesTaskQuery } from './adapter-kit/matches-task-query';
export { Notices } from './adapter-kit/notices';
export { pageOf, readCursor } from './adapter-kit/page-cursor';
export { promisify } from './adapter-kit/promisify';
export { ConcurrencyQueues } from './adapter-kit/queues';
export {
  type ClassCodec,
  type ClassCodecOptions,
  CODEC_VERSION,
  classCodec,
  copyThrough,
  decode,
  encode,
  Secret,
  valuePath,
} from './codec';
export { type MemoryStorageOptions, memoryStorage } from './memory';
export {
  type BodyTransform,
  type CompressionOptions,
  compression,
  type EncryptionOptions,
  encryption,
  PayloadCodec,
} from './payloads';
export type {
  Body,
  Checkpoint,
  Commit,
  CommitResult,
  Created,
  CreateResult,
  Document,
  DocumentChange,
  DocumentKey,
  DocumentQuery,
  DocumentStore,
  DocumentWriteResult,
  FlowStructure,
  FlowVersion,
  JournalEntry,
  Lease,
  Message,
  NewRun,
  Notice,
  OpenTask,
  Page,
  PermitChange,
  RunAddress,
  RunHead,
  RunKey,
  RunOrigin,
  RunOwnership,
  RunQuery,
  RunRow,
  RunStore,
  SendRequest,
  SendResult,
  Storage,
  StoredRecord,
  StoredRun,
  TaskChange,
  TaskQuery,
  TaskRow,
} from './port';
