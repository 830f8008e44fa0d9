import { hasEnded, pathOf, type Token } from '../../core';
import { matchesTaskQuery, pageOf, readCursor } from '../../storage/adapter-kit';
import type { PayloadCodec } from '../../storage/payloads';
import { type Page, type TaskQuery } from '../../storage/port';
import type { RunDriver } from '../driver/run-driver';
import { keyedTaskAction } from '../requests/idempotency/keyed-request';
import type { FormCheck, KnownTask, TaskAddress, TaskRepository, TaskSendRequest } from '../tasks/task-repository';
import { taskRowOf } from '../tasks/task-row';
import type { MemoryRun } from './memory-run';
import { newInput } from './received-inputs';
import type { RunTable } from './run-table';
import { knownTask, type TaskIndex } from './task-index';

/** A task repository over runs in memory. */
export class MemoryTaskRepository implements TaskRepository {
  constructor(
    private readonly index: TaskIndex,
    private readonly runs: RunTable,
    private readonly driver: RunDriver<MemoryRun>,
    private readonly codec: PayloadCodec,
  ) {}

  readonly list = (query: Readonly<TaskQuery>): Promise<Page<KnownTask>> => {
    const after = readCursor(query.after) ?? 0;
    const found: { readonly no: number; readonly known: KnownTask }[] = [];
    for (const { no, run, token } of this.index.open()) {
      const known = no > after ? knownTask(run, token) : undefined;
      if (!known || !matchesTaskQuery(query, taskRowOf(known, ''), { id: run.id, flow: run.graph.name })) continue;
      found.push({ no, known });
      if (found.length > query.limit) break;
    }
    return Promise.resolve(
      pageOf(
        found,
        query.limit,
        ({ no }) => no,
        ({ known }) => known,
      ),
    );
  };

  readonly find = ({ runId, path }: TaskAddress): Promise<KnownTask | undefined> => {
    const run = this.runs.get(runId);
    if (!run) return Promise.resolve(undefined);
    const token = hasEnded(run.state.status) ? undefined : tokenAt(run, path);
    return Promise.resolve(token ? knownTask(run, token) : run.details?.closedTasks?.get(path));
  };

  readonly check = ({ known, form, by }: FormCheck): Promise<string | undefined> => {
    const run = this.runs.get(known.runId);
    const token = run?.state.tokens.get(known.token);
    if (!run || token?.details?.task !== known.task) return Promise.resolve(undefined);
    return this.driver.check(run, token.place, form, token.input, by);
  };

  readonly send = async ({
    known,
    record,
    idempotencyKey,
  }: TaskSendRequest): Promise<'sent' | 'repeated' | 'stale' | 'ended'> => {
    await Promise.resolve();
    const run = this.runs.get(known.runId);
    if (!run) return 'stale';
    const { acknowledgedAt: _, ...action } = record;
    const { path } = known;
    const input = newInput(run, keyedTaskAction(idempotencyKey, path, action), `the task at ${path}`, this.codec);
    if (!input) return 'repeated';
    const token = run.state.tokens.get(known.token);
    if (hasEnded(run.state.status) || token?.details?.task !== known.task) return 'stale';
    input.record();
    this.driver.apply(run, { ...record, token: token.id, ...this.driver.now() });
    return 'sent';
  };
}

function tokenAt({ state }: MemoryRun, path: string): Token | undefined {
  return state.tokens.all().find((token) => token.details?.task && pathOf(token) === path);
}
