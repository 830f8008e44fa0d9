import { randomUUID } from 'node:crypto';
import {
  type Change,
  type Effect,
  type InputHead,
  type PermitRequest,
  type RunEvent,
  type RunInfo,
  RunState,
  TransitionContext,
} from '../../../core';
import { advance } from '../../../core/transition';
import { MillraceError, toFailure } from '../../../errors';
import { concurrencyKeyOf } from '../../../execution/concurrency-key';
import type { Program } from '../../../execution/registry/program';
import { validateInput } from '../../../execution/validation';
import { durationMs } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { FlowStructure, JournalEntry, NewRun } from '../../../storage/port';
import { encodeEntry } from '../../../storage/records';
import type { StartOptions } from '../../port/engine-options';
import { initialSharedStore } from '../../requests/initial-shared-store';
import { headOf, isBusy } from '../journal/run-head';
import type { StartRecord, StartSettings } from '../loading/start-record';

/** A run that has not been created yet, and what its start leads to. */
export interface FreshRun {
  readonly row: NewRun;
  readonly settings: StartSettings;
  /** The slot of its flow's line. */
  readonly permit: PermitRequest | undefined;
  readonly program: Program;
  readonly state: RunState;
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
}

const ASKED: ReadonlySet<Effect['type']> = new Set(['permit.request', 'permit.take', 'task.open']);

/** Whether it asks the storage for something, which has no place in the commit that creates a run. */
export function needsStorage({ type }: Effect): boolean {
  return ASKED.has(type);
}

interface StartEnvironment {
  readonly codec: PayloadCodec;
  readonly now: InputHead;
  readonly compensateOnFailure: boolean;
  readonly structure: FlowStructure;
}

/**
 * Makes what is written when a run is created. Its start is part of it, so that it costs no commit of its own; only a run that
 * has to wait in line is created without.
 */
export async function newRun(
  program: Program,
  given: unknown,
  options: StartOptions,
  { codec, now, compensateOnFailure, structure }: StartEnvironment,
): Promise<FreshRun> {
  const { graph } = program;
  const { definition } = graph.root;
  const validated: unknown =
    definition.kind === 'flow' && definition.input
      ? await validateInput(definition.input, given, `input of flow "${graph.name}"`)
      : given;
  const input = codec.copy(validated, () => `the input of flow "${graph.name}"`);
  const { deadline } = options;
  const shared = initialSharedStore(options, codec, graph.name);
  const settings: StartSettings = {
    ...(deadline !== undefined && { deadlineMs: durationMs(deadline, 'deadline') }),
    ...(shared && { shared }),
  };
  const id = options.id ?? randomUUID();
  const info: RunInfo = {
    id,
    correlationId: options.correlationId ?? id,
    tags: [...(options.tags ?? [])],
    idempotencyKey: options.idempotencyKey,
    compensateOnFailure,
  };
  const state = new RunState(info, graph.root, input);
  const permit = slotOf(program, input);
  const ledger = new TransitionContext();
  const changes: Change[] = [];
  const events: RunEvent[] = [];
  ledger.changes = changes;
  ledger.events = events;
  if (!permit) advance(ledger, graph, state, { type: 'run.start', ...now, ...settings });
  const body = codec.encode({ input, settings, info, permit } satisfies StartRecord);
  const entry: JournalEntry | undefined = permit
    ? undefined
    : { no: 1, seq: state.seq, at: now.at, body: encodeEntry(codec, { changes, events }) };
  const row: NewRun = {
    origin: {
      ...structure,
      id,
      correlationId: info.correlationId,
      idempotencyKey: info.idempotencyKey,
      tags: info.tags,
      createdAt: now.at,
    },
    input: body,
    digest: codec.digest(settings.shared ? [graph.version, input, settings.shared] : [graph.version, input]),
    head: {
      ...headOf(state, codec),
      busy: isBusy(state) || ledger.effects.some(needsStorage),
    },
    ...(entry && { entry }),
    ...(permit && { permit }),
  };
  return { row, permit, settings, program, state, changes, events, effects: ledger.effects };
}

function slotOf({ graph }: Program, input: unknown): PermitRequest | undefined {
  const { queue } = graph.root;
  if (!queue) return undefined;
  try {
    return { queue: queue.name, key: concurrencyKeyOf(queue, input), limit: queue.limit, total: queue.total };
  } catch (error) {
    throw new MillraceError(
      'INVALID_OPTION',
      `concurrency.key of flow "${graph.name}": ${toFailure(error).message}; the run was not started`,
      { cause: error, details: { option: 'concurrency.key' } },
    );
  }
}
