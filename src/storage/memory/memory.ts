import { DEFAULT_MAX_BODY } from '../adapter-kit/body-limit';
import { NoticeEmitter } from '../adapter-kit/notice-emitter';
import { ConcurrencyQueues } from '../adapter-kit/queues';
import type { RunKey, TaskRow } from '../port';
import { FreeRuns } from './free-runs';
import { Leases } from './leases';
import { MemoryDocuments } from './memory-documents';
import { RunIndex } from './run-index';
import type { NumberedTask, StoredMemoryRun } from './stored-memory-run';

/** The options of {@link memoryStorage}. */
export interface MemoryStorageOptions {
  /** The maximum length of one value, in characters. Default: 64 Mi. */
  readonly maxBody?: number;
}

/** The data of a memory storage, shared by the functions that implement its methods. */
export class Memory {
  readonly runs = new RunIndex();
  readonly free = new FreeRuns();
  readonly leases = new Leases();
  readonly queues = new ConcurrencyQueues();
  readonly notices = new NoticeEmitter();
  /** Runs with unconsumed messages. */
  readonly withMessages = new Set<StoredMemoryRun>();
  /** All open tasks, in opening order. */
  readonly tasks = new Map<number, NumberedTask>();
  readonly documents: MemoryDocuments;
  readonly maxBody: number;
  private lastMessage = 0;
  private lastTask = 0;

  constructor({ maxBody = DEFAULT_MAX_BODY }: MemoryStorageOptions) {
    this.maxBody = maxBody;
    this.documents = new MemoryDocuments(maxBody);
  }

  nextMessage(): number {
    return ++this.lastMessage;
  }

  /** Opens a task of a run, or changes an open task. */
  putTask(run: StoredMemoryRun, row: TaskRow, answered = false): void {
    run.tasks ??= new Map();
    const no = run.tasks.get(row.token) ?? ++this.lastTask;
    run.tasks.set(row.token, no);
    const { rev = 0 } = this.tasks.get(no) ?? {};
    this.tasks.set(no, { no, run, row, rev: rev + 1, answered });
  }

  /** Returns the open task of a token. */
  taskOf(run: StoredMemoryRun, token: number): NumberedTask | undefined {
    const no = run.tasks?.get(token);
    return no === undefined ? undefined : this.tasks.get(no);
  }

  closeTask(key: RunKey, token: number): void {
    const tasks = this.runs.get(key)?.tasks;
    const no = tasks?.get(token);
    if (no === undefined) return;
    tasks?.delete(token);
    this.tasks.delete(no);
  }
}
