import type { PermitRequest, RunStatus } from '../../core';

/**
 * What a storage knows a run by inside: a small number, because every row of the run carries it. They grow, and are never used
 * again.
 */
export type RunKey = number;

/** A value as it is kept: text that only the engine's codec can read. */
export type Body = string;

/** What can be asked for without reading a run's state. Written whole with every commit, so it is kept small. */
export interface RunHead {
  readonly status: RunStatus;
  /** Number of the latest event. */
  readonly seq: number;
  /** Whether something executes, or would after a restart. */
  readonly busy: boolean;
  /** Epoch ms of the earliest timer. */
  readonly wakeAt: number | undefined;
  /** Paths at which the run stands; the first few. */
  readonly at: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** How it ended, where that is more than its status says. */
  readonly ending: Body | undefined;
}

/** A flow in one version, and how that is built. */
export interface FlowStructure {
  readonly flow: string;
  readonly version: string;
  /** Structural hash of the flow. */
  readonly hash: string;
}

/** What is known of a run from its start on. */
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
  /** What the run is started with. */
  readonly input: Body;
  /** Tells two starts with the same idempotency key apart. */
  readonly digest: string;
  readonly head: RunHead;
  /** What its start led to; left out where it waits for a slot before it begins. */
  readonly entry?: JournalEntry | undefined;
  /** The slot that the run needs before it begins; its token is 0. */
  readonly permit?: PermitRequest | undefined;
}

/** One row of a run's journal: what one happening changed, and the events that tell of it. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly no: number;
  /** Number of the run's latest event after it. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly body: Body;
}

/** A record of a run's state, as far as it has been written apart from the journal. */
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

/** Everything that is needed to go on with a run: its records up to a checkpoint, and what was journaled since. */
export interface StoredRun extends RunRow {
  /** How often it was committed. */
  readonly rev: number;
  readonly input: Body;
  /** Number of the journal entry up to which the records are. */
  readonly checkpoint: number;
  readonly records: readonly StoredRecord[];
  readonly entries: readonly JournalEntry[];
  /** What was sent to it and not yet consumed, in the order of arrival. */
  readonly inbox: readonly Message[];
}

/** Something for a run that its owner will consume: what was sent to it, or a slot that was granted. */
export type Message =
  /** Numbers grow with every message of the storage. */
  | {
      readonly no: number;
      readonly kind: 'sent';
      readonly body: Body;
      /** Token of the task that it is about. */
      readonly task?: number | undefined;
    }
  /** The token that waited for the slot; 0 for the run itself. */
  | { readonly no: number; readonly kind: 'permit'; readonly token: number };
