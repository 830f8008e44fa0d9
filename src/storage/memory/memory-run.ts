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

/** A message with what the storage has to know of it. */
export interface StoredMessage {
  readonly at: number;
  readonly message: Message;
}

/** A run as the memory storage keeps it. What most runs have none of is made when it is needed. */
export class MemoryRun {
  origin: RunOrigin;
  readonly input: Body;
  readonly digest: string;
  head: RunHead;
  rev = 0;
  /** Id of the lease that owns it. */
  owner: number | undefined = undefined;
  /** Since or from when it has something to do; only while nobody owns it. */
  due: number | undefined = undefined;
  readonly journal: JournalEntry[] = [];
  checkpoint = 0;
  records: Map<string, Body> | undefined = undefined;
  letters: StoredMessage[] | undefined = undefined;
  /** Digests of what was sent with an idempotency key. */
  receipts: Map<string, string | undefined> | undefined = undefined;
  /** Numbers of its open tasks, by token. */
  tasks: Map<number, number> | undefined = undefined;
  /** Lines in which it stands or has a slot, by token. */
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

  /** When it is due if nobody owns it. */
  get dueIfFree(): number | undefined {
    const { head, letters } = this;
    return dueAt(head, letters && letters.length > 0 ? Math.min(...letters.map(({ at }) => at)) : undefined);
  }
}

export function rowOf({ key, origin, head }: MemoryRun): RunRow {
  return { key, origin, head };
}

export function storedRunOf(run: MemoryRun): StoredRun {
  const { key, origin, head, rev, input, checkpoint, records, journal, letters } = run;
  return {
    key,
    origin,
    head,
    rev,
    input,
    checkpoint,
    records: Array.from(records ?? [], ([name, body]) => ({ name, body })),
    // Numbers have no gaps, so the number of an entry is its place.
    entries: journal.slice(checkpoint),
    inbox: (letters ?? []).map(({ message }) => message),
  };
}

/** An open task with its number, which grows with every task of the storage. */
export interface NumberedTask {
  readonly no: number;
  readonly run: MemoryRun;
  readonly row: TaskRow;
  readonly rev: number;
  readonly answered: boolean;
}
