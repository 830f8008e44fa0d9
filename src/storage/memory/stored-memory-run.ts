import { dueAt } from '../adapter-kit/due-at';
import type {
  Body,
  JournalEntry,
  Message,
  NewRun,
  RunHead,
  RunKey,
  RunOrigin,
  RunRow,
  StoredRun,
  TaskRow,
} from '../port';

/** A message with the time from which it makes its run due. */
export interface StoredMessage {
  readonly at: number;
  readonly message: Message;
}

/** A run of the memory storage. Collections that most runs do not need are created on first use. */
export class StoredMemoryRun {
  origin: RunOrigin;
  readonly input: Body;
  readonly digest: string | undefined;
  head: RunHead;
  rev = 0;
  /** The id of the lease that owns the run. */
  owner: number | undefined = undefined;
  /** The id of the lease that ended while it owned the run; not set if the run was released in another way. */
  lostWith: number | undefined = undefined;
  /** The time at which the run is due; only set without an owner. */
  due: number | undefined = undefined;
  readonly journal: JournalEntry[] = [];
  checkpoint = 0;
  records: Map<string, Body> | undefined = undefined;
  messages: StoredMessage[] | undefined = undefined;
  /** The digests of messages, by idempotency key. */
  receipts: Map<string, string | undefined> | undefined = undefined;
  /** The numbers of open tasks, by token. */
  tasks: Map<number, number> | undefined = undefined;
  /** The queues in which the run waits or holds a permit, by token. */
  queues: Map<number, string> | undefined = undefined;

  constructor(
    readonly key: RunKey,
    { origin, input, digest, head, entry }: NewRun,
  ) {
    this.origin = origin;
    this.input = input;
    this.digest = digest;
    this.head = head;
    if (entry) this.journal.push(entry);
  }

  /** The time at which the run is due once it has no owner. */
  get dueIfFree(): number | undefined {
    const { head, messages } = this;
    return dueAt(head, messages && messages.length > 0 ? Math.min(...messages.map(({ at }) => at)) : undefined);
  }
}

export function rowOf({ key, origin, head }: StoredMemoryRun): RunRow {
  return { key, origin, head };
}

export function storedRunOf(run: StoredMemoryRun): StoredRun {
  const { key, origin, head, rev, input, checkpoint, records, journal, messages } = run;
  return {
    key,
    origin,
    head,
    rev,
    input,
    checkpoint,
    records: Array.from(records ?? [], ([name, body]) => ({ name, body })),
    // Numbers have no gaps, so the number of an entry is its position.
    entries: journal.slice(checkpoint),
    inbox: (messages ?? []).map(({ message }) => message),
  };
}

/** An open task with its number; numbers increase with every task of the storage. */
export interface NumberedTask {
  readonly no: number;
  readonly run: StoredMemoryRun;
  readonly row: TaskRow;
  readonly rev: number;
  readonly answered: boolean;
}
