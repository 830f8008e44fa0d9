import { DEFAULT_MAX_BODY } from '../adapter-kit/body-limit';
import { NoticeEmitter } from '../adapter-kit/notice-emitter';
import { ConcurrencyQueues } from '../adapter-kit/queues';
import type { RunKey, TaskRow } from '../port';
import { FreeRuns } from './free-runs';
import { Leases } from './leases';
import { MemoryDocuments } from './memory-documents';
import type { MemoryRun, NumberedTask } from './memory-run';
import { RunIndex } from './run-index';

/** The options of {@link memoryStorage}. */
export interface MemoryStorageOptions {
  /** Characters that one value may have (64 Mi). */
  readonly maxBody?: number;
}

/** The data of a memory storage; the functions of its methods work on it. */
export class Memory {
  readonly runs = new RunIndex();
  readonly free = new FreeRuns();
  readonly leases = new Leases();
  readonly queues = new ConcurrencyQueues();
  readonly notices = new NoticeEmitter();
  /** Runs with messages that are not consumed. */
  readonly addressed = new Set<MemoryRun>();
  /** All open tasks, in the order in which they were opened. */
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

  /** Opens a task of a run, or changes one that is open. */
  putTask(run: MemoryRun, row: TaskRow, answered = false): void {
    run.tasks ??= new Map();
    const no = run.tasks.get(row.token) ?? ++this.lastTask;
    run.tasks.set(row.token, no);
    const { rev = 0 } = this.tasks.get(no) ?? {};
    this.tasks.set(no, { no, run, row, rev: rev + 1, answered });
  }

  /** The open task of a token. */
  taskOf(run: MemoryRun, token: number): NumberedTask | undefined {
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
