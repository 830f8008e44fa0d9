import type { FailureRecord } from '../../errors';
import type { PlaceMap } from '../../flow';
import type { TaskTerms } from '../../step';
import type { TaskCloseReason } from '../state/task';

/** The fields of every event of a run. */
export interface EventHead {
  /** Version of the event format. */
  readonly v: 1;
  /** Number within the run: 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  /** Epoch ms. */
  readonly at: number;
  readonly correlationId: string;
}

/** The additional fields of an event about one node. */
export interface NodeEventHead extends EventHead {
  /** The place in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** The node's place in the flow: keys from the outside in, without items and visits. Diagrams use the same ids. */
  readonly place: string;
}

interface AttemptEventHead extends NodeEventHead {
  /** From 1. */
  readonly attempt: number;
}

type RunEventOf<Type extends string, Data> = EventHead & { readonly type: Type; readonly data: Data };
type NodeEventOf<Type extends string, Data> = NodeEventHead & { readonly type: Type; readonly data: Data };
type AttemptEventOf<Type extends string, Data> = AttemptEventHead & { readonly type: Type; readonly data: Data };
type Nothing = Readonly<Record<string, never>>;
/** The person who acted, and the time at which the action was acknowledged, in epoch ms. */
interface ByPerson {
  readonly by: string;
  readonly acknowledgedAt: number;
}

/** Facts about the life of a run. Consumers should ignore types that they do not know. */
export type RunEvent =
  | RunEventOf<'run.started', { readonly input: unknown; readonly tags: readonly string[] }>
  | RunEventOf<'run.waiting', Nothing>
  | RunEventOf<'run.resumed', Nothing>
  | RunEventOf<'run.paused', { readonly reason?: string | undefined }>
  | RunEventOf<'run.completed', { readonly action: string; readonly value: unknown }>
  | RunEventOf<'run.failed', { readonly failure: FailureRecord; readonly path?: string | undefined }>
  | RunEventOf<'run.cancelled', { readonly reason: string }>
  /** `path`: the visit with which a run continues that has undone its work. */
  | RunEventOf<'run.redriven', { readonly path?: string | undefined }>
  | RunEventOf<'run.forked', { readonly from: string; readonly seq: number }>
  /** `map` holds the new id of each renamed place by its old id. */
  | RunEventOf<'run.migrated', { readonly from: string; readonly to: string; readonly map?: PlaceMap | undefined }>
  | RunEventOf<'run.recovered', { readonly operations: number }>
  | NodeEventOf<'step.scheduled', { readonly visit: number; readonly delayMs?: number | undefined }>
  | AttemptEventOf<'step.started', Nothing>
  | AttemptEventOf<'step.retrying', { readonly failure: FailureRecord; readonly delayMs: number }>
  | AttemptEventOf<'step.completed', { readonly action: string; readonly value: unknown }>
  | AttemptEventOf<'step.failed', { readonly failure: FailureRecord }>
  /** The step's `fallback` begins, because its attempts have failed or none was made. */
  | NodeEventOf<'fallback.started', { readonly failure: FailureRecord; readonly attempts: number }>
  | NodeEventOf<'step.skipped', { readonly action: string; readonly value: unknown }>
  | NodeEventOf<'step.cancelled', Nothing>
  | NodeEventOf<'route.taken', { readonly action: string; readonly to: string }>
  | NodeEventOf<'task.created', { readonly request: TaskTerms }>
  | NodeEventOf<'task.claimed', ByPerson>
  | NodeEventOf<'task.released', ByPerson>
  | NodeEventOf<'task.reassigned', ByPerson & { readonly to: string; readonly reason?: string | undefined }>
  | NodeEventOf<'task.reminded', Nothing>
  | NodeEventOf<'task.escalated', { readonly to: string }>
  | NodeEventOf<'task.completed', ByPerson & { readonly form: unknown; readonly comment?: string | undefined }>
  | NodeEventOf<
      'task.cancelled',
      Partial<ByPerson> & { readonly because: TaskCloseReason; readonly reason?: string | undefined }
    >
  | RunEventOf<'signal.received', { readonly name: string; readonly buffered: boolean }>
  | NodeEventOf<'timer.fired', { readonly purpose: string }>
  | NodeEventOf<'compensation.started', Nothing>
  | NodeEventOf<'compensation.completed', Nothing>
  | NodeEventOf<'compensation.failed', { readonly failure: FailureRecord }>;

/** The type of an event. */
export type RunEventType = RunEvent['type'];
/** The data of an event of one type. */
export type EventData<Type extends RunEventType> = Extract<RunEvent, { readonly type: Type }>['data'];
