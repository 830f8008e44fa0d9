import { randomUUID } from 'node:crypto';
import {
  type Change,
  type Effect,
  Ledger,
  type Moment,
  type RunEvent,
  type RunInfo,
  RunState,
  type SlotRequest,
} from '../../../core';
import { advance } from '../../../core/transition';
import { MillraceError, toFailure } from '../../../errors';
import { keyOf } from '../../../execution/concurrency-key';
import type { Program } from '../../../execution/registry/program';
import { validateInput } from '../../../execution/validation';
import { durationMs } from '../../../step';
import type { Payloads } from '../../../storage';
import type { FlowStructure, JournalEntry, NewRun } from '../../../storage/port';
import { encodeEntry } from '../../../storage/records';
import type { StartOptions } from '../../port/engine-options';
import { startShared } from '../../requests/initial-shared-store';
import { headOf, isBusy } from '../journal/run-head';
import type { Prepared, StartTerms } from '../loading/start-record';

/** A run that has not been created yet, and what its start leads to. */
export interface FreshRun {
  readonly row: NewRun;
  readonly terms: StartTerms;
  /** The slot of its flow's line. */
  readonly slot: SlotRequest | undefined;
  readonly program: Program;
  readonly state: RunState;
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
}

const ASKED: ReadonlySet<Effect['type']> = new Set(['slot.request', 'slot.take', 'task.open']);

/** Whether it asks the storage for something, which has no place in the commit that creates a run. */
export function isAsked({ type }: Effect): boolean {
  return ASKED.has(type);
}

interface Surroundings {
  readonly codec: Payloads;
  readonly now: Moment;
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
  { codec, now, compensateOnFailure, structure }: Surroundings,
): Promise<FreshRun> {
  const { graph } = program;
  const { definition } = graph.root;
  const validated: unknown =
    definition.kind === 'flow' && definition.input
      ? await validateInput(definition.input, given, `input of flow "${graph.name}"`)
      : given;
  const input = codec.copy(validated, () => `the input of flow "${graph.name}"`);
  const { deadline } = options;
  const shared = startShared(options, codec, graph.name);
  const terms: StartTerms = {
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
  const slot = slotOf(program, input);
  const ledger = new Ledger();
  const changes: Change[] = [];
  const events: RunEvent[] = [];
  ledger.changes = changes;
  ledger.events = events;
  if (!slot) advance(ledger, graph, state, { type: 'run.start', ...now, ...terms });
  const body = codec.encode({ input, terms, info, slot } satisfies Prepared);
  const entry: JournalEntry | undefined = slot
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
    digest: codec.digest(terms.shared ? [graph.version, input, terms.shared] : [graph.version, input]),
    head: {
      ...headOf(state, codec),
      busy: isBusy(state) || ledger.effects.some(isAsked),
    },
    ...(entry && { entry }),
    ...(slot && { slot }),
  };
  return { row, slot, terms, program, state, changes, events, effects: ledger.effects };
}

function slotOf({ graph }: Program, input: unknown): SlotRequest | undefined {
  const { line } = graph.root;
  if (!line) return undefined;
  try {
    return { line: line.name, key: keyOf(line, input), limit: line.limit, total: line.total };
  } catch (error) {
    throw new MillraceError(
      'INVALID_OPTION',
      `concurrency.key of flow "${graph.name}": ${toFailure(error).message}; the run was not started`,
      { cause: error, details: { option: 'concurrency.key' } },
    );
  }
}
