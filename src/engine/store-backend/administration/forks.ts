import { randomUUID } from 'node:crypto';
import {
  type Effect,
  hasEnded,
  hydrate,
  type InputHead,
  type RecordSet,
  type RunInfo,
  recordsOf,
  transition,
} from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunRow, Storage } from '../../../storage/port';
import { encodeEntry } from '../../../storage/records';
import type { ForkOptions } from '../../port/run-administration';
import { keyedFork } from '../../requests/idempotency/keyed-request';
import { headOf, isBusy } from '../journal/run-head';
import { encodeStart, type StartRecord, startRecordOf } from '../loading/start-record';
import { type FreshRun, needsStorage } from '../requests/new-run';
import { forkPoint } from './fork-point';

/** Creates copies of runs that continue from a point of their history. */
export class Forks {
  constructor(
    private readonly storage: Storage,
    private readonly codec: PayloadCodec,
    private readonly registry: FlowRegistry,
  ) {}

  /** @throws {MillraceError} `UNKNOWN_FLOW`, `WRONG_STATE`, `INVALID_OPTION` */
  async fork({ key, origin }: RunRow, options: ForkOptions, now: InputHead): Promise<FreshRun> {
    const { codec } = this;
    const program = this.registry.byName(origin.flow, origin.version);
    const entries = await this.storage.journal({ run: key });
    const point = forkPoint(codec, entries, origin, options.after);
    const status = point.records.run?.status ?? 'pending';
    const hasBegun = point.records.info !== undefined;
    if (hasEnded(status) || !hasBegun) {
      throw new MillraceError(
        'WRONG_STATE',
        `run ${origin.id} ${!hasBegun ? 'had not begun' : `was ${status} by then`}; fork it from an event before its end`,
        { details: { runId: origin.id, status } },
      );
    }
    const info = renamed(point.records, options);
    const state = hydrate(program.graph, point.records);
    const { effects: asked, events } = transition(program.graph, state, {
      type: 'run.fork',
      ...now,
      from: origin.id,
      seq: point.seq,
    });
    const changes = recordsOf(state);
    const keyed = keyedFork(info.idempotencyKey, { runId: origin.id, after: point.seq });
    const startRecord = await this.preparedOf(origin.id);
    const permit = startRecord?.permit;
    const effects: readonly Effect[] = permit ? [...asked, { type: 'permit.take', token: 0, permit }] : asked;
    return {
      program,
      state,
      changes,
      events,
      effects,
      settings: {},
      permit,
      keyed,
      row: {
        origin: { ...origin, ...info, createdAt: now.at },
        input: encodeStart(codec, { input: state.root.input, settings: {}, info, permit }),
        ...(keyed && { digest: codec.digest(keyed) }),
        // Busy until the effects are requested: if this engine dies first, the next owner requests them.
        head: { ...headOf(state, codec), busy: isBusy(state) || effects.some(needsStorage) },
        entry: {
          no: 1,
          seq: state.seq,
          at: now.at,
          body: encodeEntry(codec, { changes, events }, { run: info.id, no: 1 }),
        },
      },
    };
  }

  private async preparedOf(id: string): Promise<StartRecord | undefined> {
    const stored = await this.storage.load({ run: { id } });
    return stored && startRecordOf(this.codec, stored);
  }
}

/** Replaces the identity of the copied run. Returns the new identity. */
function renamed(records: RecordSet, { id = randomUUID(), correlationId, idempotencyKey, tags }: ForkOptions): RunInfo {
  const { info } = records;
  if (!info) throw new Error('expected the journal to hold a run');
  const own: RunInfo = {
    ...info,
    id,
    correlationId: correlationId ?? info.correlationId,
    tags: [...(tags ?? info.tags)],
    idempotencyKey,
  };
  records.info = own;
  return own;
}
