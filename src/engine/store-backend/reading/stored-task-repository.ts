import type { FlowRegistry } from '../../../execution';
import type { Clock } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { Page, SendRequest, Storage, TaskQuery } from '../../../storage/port';
import { sendConflict } from '../../requests/idempotency/idempotency-conflict';
import { keyedTaskAction } from '../../requests/idempotency/keyed-request';
import type { FormCheck, KnownTask, TaskAddress, TaskRepository, TaskSendRequest } from '../../tasks';
import { knownRow, taskRowFor } from '../journal/task-rows';
import { loadState } from '../loading/load-state';
import { encodeMessage } from '../requests/inbox-message';
import type { RunMover } from '../run-mover';
import { findClosedTask } from './closed-tasks';

/** The dependencies of a {@link StoredTaskRepository}. */
export interface StoredTaskRepositoryParts {
  readonly storage: Storage;
  readonly codec: PayloadCodec;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  readonly mover: Pick<RunMover, 'check' | 'deliver'>;
}

/**
 * The tasks of stored runs. A task action is checked against the revision of the row that was read. One transaction
 * changes the row and sends the action to the run, which applies it later.
 */
export class StoredTaskRepository implements TaskRepository {
  constructor(private readonly parts: StoredTaskRepositoryParts) {}

  readonly list = async (query: Readonly<TaskQuery>): Promise<Page<KnownTask>> => {
    const { items, next } = await this.parts.storage.tasks(query);
    return { items: items.map((open) => knownRow(this.parts.codec.reader, open)), next };
  };

  readonly find = async ({ runId, path }: TaskAddress): Promise<KnownTask | undefined> => {
    // Read the run before the rows: a task that is closed in between is in the journal by then.
    const run = await this.parts.storage.find({ run: { id: runId } });
    if (!run) return undefined;
    const { items } = await this.parts.storage.tasks({ runId, path, withAnswered: true, limit: 1 });
    const [open] = items;
    return open
      ? knownRow(this.parts.codec.reader, open)
      : findClosedTask(this.parts.storage, this.parts.codec.reader, run, path);
  };

  readonly check = async ({ known, form, by }: FormCheck): Promise<string | undefined> => {
    const { storage, codec, registry, mover } = this.parts;
    const { runId: id, flow, version } = known;
    const stored = await storage.load({ run: { id } });
    if (!stored || stored.origin.version !== version) return undefined;
    const program = registry.byName(flow, version);
    const state = loadState(codec, program.graph, stored);
    const token = state.tokens.get(known.token);
    return token?.details?.task && mover.check(program, state, token.place, form, token.input, by);
  };

  readonly send = async ({ known, record, after, idempotencyKey }: TaskSendRequest) => {
    const { runId, path, token, rev } = known;
    const { acknowledgedAt, ...action } = record;
    const { storage, codec, clock, mover } = this.parts;
    const keyed = keyedTaskAction(idempotencyKey, path, action);
    const request: SendRequest = {
      to: { id: runId },
      at: clock.now(),
      body: encodeMessage(codec, { ...action, acknowledgedAt, token }, runId),
      task: {
        row: taskRowFor(codec, { ...known, task: after }),
        rev,
        answered: record.type === 'task.completed' || record.type === 'task.cancelled',
      },
      ...(keyed && { idempotencyKey: keyed.idempotencyKey, digest: codec.digest(keyed) }),
    };
    const { result, run, digest } = await storage.send(request);
    switch (result) {
      case 'posted':
        if (run) mover.deliver(run.key);
        return 'sent';
      case 'repeated':
        if (keyed && !codec.hasDigest(keyed, digest)) throw sendConflict(runId, keyed, `the task at ${path}`);
        return 'repeated';
      case 'unknown':
        return 'ended';
      case 'ended':
      case 'stale':
        return result;
    }
  };
}
