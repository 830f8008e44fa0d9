import type { PermitRequest, RunStatus } from '../../core';

/**
 * The key of a run within a storage: a small number, because every row of the run carries it. Keys grow, and are never used again.
 */
export type RunKey = number;

/** A value as it is kept: a string that only the engine's codec can read. */
export type Body = string;

/** The part of a run that can be queried without its state. It is written whole with every commit, so it is kept small. */
export interface RunHead {
  readonly status: RunStatus;
  /** The number of the latest event. */
  readonly seq: number;
  /** Whether something executes, or would after a restart. */
  readonly busy: boolean;
  /** Epoch ms of the earliest timer. */
  readonly wakeAt: number | undefined;
  /** The first few paths at which the run stands. */
  readonly at: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Details of how it ended, where there are more than its status says. */
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
  /** A hash of the input, by which two starts with the same idempotency key are compared. */
  readonly digest: string;
  readonly head: RunHead;
  /** The first journal entry; left out where the run waits for a permit before it begins. */
  readonly entry?: JournalEntry | undefined;
  /** The permit that the run needs before it begins; its token is 0. */
  readonly permit?: PermitRequest | undefined;
}

/** One row of a run's journal: the changes that one input of the run made, and their events. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly no: number;
  /** Number of the run's latest event after it. */
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

/** A run as a list shows it. */
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
  /** The number of the journal entry that the records include last. */
  readonly checkpoint: number;
  readonly records: readonly StoredRecord[];
  readonly entries: readonly JournalEntry[];
  /** Unconsumed messages, in the order of arrival. */
  readonly inbox: readonly Message[];
}

/** A message that the owner of a run will consume: something that was sent to it, or a permit that was granted. */
export type Message =
  /** Numbers grow with every message of the storage. */
  | {
      readonly no: number;
      readonly kind: 'sent';
      readonly body: Body;
      /** Token of the task that it is about. */
      readonly task?: number | undefined;
    }
  /** The token that waited for the permit; 0 for the run itself. */
  | { readonly no: number; readonly kind: 'permit'; readonly token: number };
