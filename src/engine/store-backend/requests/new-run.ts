import { randomUUID } from 'node:crypto';
import {
  advance,
  type Change,
  type Effect,
  type InputHead,
  type PermitRequest,
  type RunEvent,
  type RunInfo,
  RunState,
  TransitionContext,
} from '../../../core';
import type { Program } from '../../../execution';
import type { PayloadCodec } from '../../../storage/payloads';
import type { FlowStructure, JournalEntry, NewRun } from '../../../storage/port';
import { encodeEntry } from '../../../storage/records';
import { type KeyedRequest, keyedStart } from '../../requests/idempotency/keyed-request';
import type { StartRequest } from '../../requests/start-request';
import { headOf, isBusy } from '../journal/run-head';
import { encodeStart, type StartSettings } from '../loading/start-record';

/** A run that has not been created yet, with the results of its start. */
export interface FreshRun {
  readonly row: NewRun;
  /** The request as it is compared with a repetition, if it has an idempotency key. */
  readonly keyed: KeyedRequest | undefined;
  readonly settings: StartSettings;
  /** The permit that its flow's queue requires. */
  readonly permit: PermitRequest | undefined;
  readonly program: Program;
  readonly state: RunState;
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
}

const STORAGE_EFFECTS: ReadonlySet<Effect['type']> = new Set(['permit.request', 'permit.take', 'task.open']);

/** Returns whether an effect needs a request to the storage, which the commit that creates a run cannot contain. */
export function needsStorage({ type }: Effect): boolean {
  return STORAGE_EFFECTS.has(type);
}

/** The environment of a start: everything it depends on besides its request. */
export interface StartEnvironment {
  readonly codec: PayloadCodec;
  readonly now: InputHead;
  readonly compensateOnFailure: boolean;
  readonly structure: FlowStructure;
}

/**
 * Returns what is written when a run is created. It includes the start, so that the start needs no commit of its own;
 * only a run that has to queue is created without its start.
 */
export function newRun(
  request: StartRequest,
  { codec, now, compensateOnFailure, structure }: StartEnvironment,
): FreshRun {
  const { program, input, options, shared, deadlineMs, concurrencyKey } = request;
  const { graph } = program;
  const settings: StartSettings = { ...(deadlineMs !== undefined && { deadlineMs }), ...(shared && { shared }) };
  const id = options.id ?? randomUUID();
  const info: RunInfo = {
    id,
    correlationId: options.correlationId ?? id,
    tags: [...(options.tags ?? [])],
    idempotencyKey: options.idempotencyKey,
    compensateOnFailure,
  };
  const state = new RunState(info, graph.root, input);
  const permit = permitOf(program, concurrencyKey);
  const context = new TransitionContext();
  const changes: Change[] = [];
  const events: RunEvent[] = [];
  context.changes = changes;
  context.events = events;
  if (!permit) advance(context, graph, state, { type: 'run.start', ...now, ...settings });
  const entry: JournalEntry | undefined = permit
    ? undefined
    : { no: 1, seq: state.seq, at: now.at, body: encodeEntry(codec, { changes, events }, { run: id, no: 1 }) };
  const keyed = keyedStart(request);
  const row: NewRun = {
    origin: {
      ...structure,
      id,
      correlationId: info.correlationId,
      idempotencyKey: info.idempotencyKey,
      tags: info.tags,
      createdAt: now.at,
    },
    input: encodeStart(codec, { input, settings, info, permit }),
    ...(keyed && { digest: codec.digest(keyed) }),
    head: {
      ...headOf(state, codec),
      busy: isBusy(state) || context.effects.some(needsStorage),
    },
    ...(entry && { entry }),
    ...(permit && { permit }),
  };
  return { row, keyed, permit, settings, program, state, changes, events, effects: context.effects };
}

function permitOf({ graph }: Program, key: string | undefined): PermitRequest | undefined {
  const { queue } = graph.root;
  if (!queue || key === undefined) return undefined;
  return { queue: queue.name, key, limit: queue.limit, total: queue.total };
}
