export { MAX_BODY, tooLongToCommit, tooLongToCreate, tooLongToPost } from './adapter-kit/body-limit';
export { openTaskOf, type RunColumns, runRowOf, type TaskColumns, textsIn } from './adapter-kit/columns';
export { commitInOrder } from './adapter-kit/commit-in-order';
export { dueAt } from './adapter-kit/due-at';
export { wantsTask } from './adapter-kit/matches-task-query';
export { Notices } from './adapter-kit/notices';
export { pageOf, readCursor } from './adapter-kit/page-cursor';
export { promised } from './adapter-kit/promisify';
export { SlotLines } from './adapter-kit/queues';
export {
  CODEC_VERSION,
  copyThrough,
  decode,
  encode,
  Secret,
  type TypeCodec,
  type TypeCodecOptions,
  typeCodec,
  valuePath,
} from './codec';
export { type MemoryStorageOptions, memoryStorage } from './memory';
export {
  type Codec,
  type CompressionOptions,
  compression,
  type EncryptionOptions,
  encryption,
  Payloads,
} from './payloads';
export type {
  Body,
  Checkpoint,
  Commit,
  CommitResult,
  Created,
  CreateResult,
  FlowStructure,
  FlowVersion,
  JournalEntry,
  Lease,
  Message,
  NewRun,
  Notice,
  OpenTask,
  Page,
  Posted,
  Posting,
  RunAddress,
  RunHead,
  RunKey,
  RunOrigin,
  RunQuery,
  RunRow,
  SlotChange,
  Storage,
  StoredRecord,
  StoredRun,
  TaskChange,
  TaskQuery,
  TaskRow,
} from './port';
