import type { PermitRequest, RunStatus } from '../../core';

/**
 * The key of a run within a storage: a small number, because every row of the run carries it. Keys increase, and are
 * never reused.
 */
export type RunKey = number;

/** A stored value: a string that only the engine's codec can decode. */
export type Body = string;

/** The part of a run that can be queried without its state. It is rewritten with every commit, so it is kept small. */
export interface RunHead {
  readonly status: RunStatus;
  /** The number of the latest event. */
  readonly seq: number;
  /** Whether an operation executes, or would execute after a restart. */
  readonly busy: boolean;
  /** Epoch ms of the earliest timer. */
  readonly wakeAt: number | undefined;
  /** The first few current paths of the run. */
  readonly at: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Details of the end of the run, beyond its status, if any. */
  readonly ending: Body | undefined;
}

/** A flow in one version, with the hash of its structure. */
export interface FlowStructure {
  readonly flow: string;
  readonly version: string;
  /** Structural hash of the flow. */
  readonly hash: string;
}

/** The part of a run that never changes after its start, except for a migration. */
export interface RunOrigin extends FlowStructure {
  readonly id: string;
  readonly correlationId: string;
  readonly idempotencyKey: string | undefined;
  readonly tags: readonly string[];
  readonly createdAt: number;
}

/** A run that is to be created. */
export interface NewRun {
  readonly origin: RunOrigin;
  /** The input of the run. */
  readonly input: Body;
  /** A digest of the input, by which the engine compares starts with the same idempotency key; set together with the key. */
  readonly digest?: string | undefined;
  readonly head: RunHead;
  /** The first journal entry; omitted if the run waits for a permit before it begins. */
  readonly entry?: JournalEntry | undefined;
  /** The permit that the run needs before it begins; its token is 0. */
  readonly permit?: PermitRequest | undefined;
}

/** One row of a run's journal: the changes and events of one input. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly no: number;
  /** Number of the run's latest event after this entry. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly body: Body;
}

/** One record of a run's state, as of the latest checkpoint. */
export interface StoredRecord {
  readonly name: string;
  readonly body: Body;
}

/** A run in a list. */
export interface RunRow {
  readonly key: RunKey;
  readonly origin: RunOrigin;
  readonly head: RunHead;
}

/** Everything that is needed to continue a run: its records up to a checkpoint, and the journal since then. */
export interface StoredRun extends RunRow {
  /** The number of its commits. */
  readonly rev: number;
  readonly input: Body;
  /** The number of the last journal entry that the records include. */
  readonly checkpoint: number;
  readonly records: readonly StoredRecord[];
  readonly entries: readonly JournalEntry[];
  /** Unconsumed messages, in the order of arrival. */
  readonly inbox: readonly Message[];
}

/** A message that the owner of a run will consume: a sent input, or a granted permit. */
export type Message =
  /** Numbers increase with every message of the storage. */
  | {
      readonly no: number;
      readonly kind: 'sent';
      readonly body: Body;
      /** Token of the task that the message is about. */
      readonly task?: number | undefined;
    }
  /** The token that waited for the permit; 0 for the run itself. */
  | { readonly no: number; readonly kind: 'permit'; readonly token: number };
