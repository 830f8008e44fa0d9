import { hasEnded, pathOf, type TaskEffect, type Token } from '../../core';
import { matchesTaskQuery, pageOf, readCursor } from '../../storage/adapter-kit';
import type { Page, TaskQuery } from '../../storage/port';
import { type LiveRun, liveExtra } from '../driver/live-run';
import type { RunDriver } from '../driver/run-driver';
import { rememberReceived, wasReceived } from '../requests/parse-signal';
import type { FormCheck, KnownTask, TaskAddress, TaskRepository, TaskSendRequest } from '../tasks/task-repository';
import { taskRowOf } from '../tasks/task-row';

interface OpenTask {
  readonly no: number;
  readonly run: LiveRun;
  readonly token: Token;
}

/** The tasks of runs in memory. Open ones are read off their runs; those that are closed are kept with them. */
export class MemoryTaskRepository implements TaskRepository {
  /** Open tasks in the order in which they were opened. */
  private readonly open = new Map<string, OpenTask>();
  private latest = 0;

  constructor(
    private readonly executor: () => RunDriver,
    private readonly runOf: (runId: string) => LiveRun | undefined,
  ) {}

  /** Follows what runs say of their tasks. */
  readonly onTaskEffect = (run: LiveRun, effect: TaskEffect): void => {
    const key = `${run.id} ${effect.token}`;
    const token = run.state.tokens.get(effect.token);
    if (effect.type === 'task.open') {
      run.extra?.closedTasks?.delete(effect.path);
      if (!token || this.open.has(key)) return;
      this.latest += 1;
      this.open.set(key, { no: this.latest, run, token });
    } else {
      this.open.delete(key);
      const extra = liveExtra(run);
      extra.closedTasks ??= new Map();
      const { path, node, place, task } = effect;
      extra.closedTasks.set(path, { ...originOf(run), token: 0, rev: 0, path, node, place, task });
    }
  };

  readonly list = (query: Readonly<TaskQuery>): Promise<Page<KnownTask>> => {
    const after = readCursor(query.after) ?? 0;
    const found: { readonly no: number; readonly known: KnownTask }[] = [];
    for (const { no, run, token } of this.open.values()) {
      const known = knownTask(run, token);
      if (no <= after || !known || !matchesTaskQuery(query, taskRowOf(known, ''), { id: run.id, flow: run.graph.name }))
        continue;
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
    const run = this.runOf(runId);
    if (!run) return Promise.resolve(undefined);
    const token = hasEnded(run.state.status) ? undefined : tokenAt(run, path);
    return Promise.resolve(token ? knownTask(run, token) : run.extra?.closedTasks?.get(path));
  };

  readonly check = ({ known, form, by }: FormCheck): Promise<string | undefined> => {
    const run = this.runOf(known.runId);
    const token = run?.state.tokens.get(known.token);
    if (!run || token?.details?.task !== known.task) return Promise.resolve(undefined);
    return this.executor().check(run, token.place, form, token.input, by);
  };

  readonly send = async ({
    known,
    record,
    idempotencyKey,
  }: TaskSendRequest): Promise<'sent' | 'repeated' | 'stale'> => {
    await Promise.resolve();
    const run = this.runOf(known.runId);
    if (!run) return 'stale';
    const { acknowledgedAt: _, ...same } = record;
    const name = `${record.type} ${known.path}`;
    if (idempotencyKey !== undefined && wasReceived(run, idempotencyKey, name, same)) return 'repeated';
    const token = run.state.tokens.get(known.token);
    if (hasEnded(run.state.status) || token?.details?.task !== known.task) return 'stale';
    if (idempotencyKey !== undefined) rememberReceived(run, idempotencyKey, name, same);
    this.executor().apply(run, { ...record, token: token.id, ...this.executor().now() });
    return 'sent';
  };
}

function originOf({ id, graph }: LiveRun): Pick<KnownTask, 'runId' | 'flow' | 'version'> {
  return { runId: id, flow: graph.name, version: graph.version };
}

function tokenAt({ state }: LiveRun, path: string): Token | undefined {
  return state.tokens.all().find((token) => token.details?.task && pathOf(token) === path);
}

function knownTask(run: LiveRun, token: Token): KnownTask | undefined {
  const task = token.details?.task;
  const { place, id } = token;
  return task && { ...originOf(run), path: pathOf(token), node: place.node, place: place.id, token: id, task, rev: 0 };
}
