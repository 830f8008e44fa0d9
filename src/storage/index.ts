export { MAX_BODY, tooLongToCommit, tooLongToCreate, tooLongToPost } from './body-limit';
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
export { openTaskOf, type RunColumns, runRowOf, type TaskColumns, textsIn } from './columns';
export { commitInOrder } from './commit-in-order';
export { dueAt } from './due';
export { SlotLines } from './lines';
export { type MemoryStorageOptions, memoryStorage } from './memory';
export { Notices } from './notices';
export { pageOf, readCursor } from './page-cursor';
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
export { promised } from './promised';
export { wantsTask } from './wants-task';
