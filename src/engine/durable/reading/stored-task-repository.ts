import { MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Clock } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { Page, RunKey, SendRequest, Storage, TaskQuery } from '../../../storage/port';
import type { RunDriver } from '../../driver/run-driver';
import type { FormCheck, KnownTask, TaskAddress, TaskRepository, TaskSendRequest } from '../../tasks';
import { knownRow, taskRowFor } from '../journal/task-rows';
import { loadRun } from '../loading/load-run';
import { findClosedTask } from './closed-tasks';

/** What {@link StoredTaskRepository} needs of its engine. */
export interface StoredTaskRepositoryHost {
  readonly ready: () => Promise<void>;
  /** Something is there for a run. */
  readonly onSent: (run: RunKey) => void;
}

/**
 * The tasks of runs in a storage. What people do with a task is a matter of its row: it is checked against the row as it was read,
 * and changes the row in the transaction in which it is sent to the run. The run follows.
 */
export class StoredTaskRepository implements TaskRepository {
  constructor(
    private readonly storage: Storage,
    private readonly codec: PayloadCodec,
    private readonly clock: Clock,
    private readonly registry: FlowRegistry,
    private readonly executor: RunDriver,
    private readonly host: StoredTaskRepositoryHost,
  ) {}

  readonly list = async (query: Readonly<TaskQuery>): Promise<Page<KnownTask>> => {
    await this.host.ready();
    const { items, next } = await this.storage.tasks(query);
    return { items: items.map((open) => knownRow(this.codec, open)), next };
  };

  readonly find = async ({ runId, path }: TaskAddress): Promise<KnownTask | undefined> => {
    await this.host.ready();
    // Before the rows: what is closed meanwhile is in the journal then.
    const run = await this.storage.find({ run: { id: runId } });
    if (!run) return undefined;
    const { items } = await this.storage.tasks({ runId, path, withAnswered: true, limit: 1 });
    const [open] = items;
    return open ? knownRow(this.codec, open) : findClosedTask(this.storage, this.codec, run, path);
  };

  readonly check = async ({ known, form, by }: FormCheck): Promise<string | undefined> => {
    const { runId: id, flow, version } = known;
    const stored = await this.storage.load({ run: { id } });
    if (!stored || stored.origin.version !== version) return undefined;
    const run = loadRun(this.codec, this.registry.byName(flow, version), stored);
    const token = run.state.tokens.get(known.token);
    return token?.details?.task && this.executor.check(run, token.place, form, token.input, by);
  };

  readonly send = async ({ known, record, after, idempotencyKey }: TaskSendRequest) => {
    const { runId, path, token, rev } = known;
    const { acknowledgedAt, ...same } = record;
    const request: SendRequest = {
      to: { id: runId },
      at: this.clock.now(),
      body: this.codec.encode({ ...same, acknowledgedAt, token }),
      task: {
        row: taskRowFor(this.codec, { ...known, task: after }),
        rev,
        answered: record.type === 'task.completed' || record.type === 'task.cancelled',
      },
      ...(idempotencyKey !== undefined && { idempotencyKey, digest: this.codec.digest([path, digestible(same)]) }),
    };
    const { result, run } = await this.storage.send(request);
    switch (result) {
      case 'posted':
        if (run) this.host.onSent(run.key);
        return 'sent';
      case 'conflict':
        throw new MillraceError(
          'IDEMPOTENCY_CONFLICT',
          `run ${runId} got something else with the idempotency key "${idempotencyKey ?? ''}"; use a new key for the task at ${path}`,
          { details: { runId, idempotencyKey } },
        );
      case 'unknown':
        return 'ended';
      default:
        return result;
    }
  };
}

/** Returns the action under the names that digests have been made with since the first version. */
function digestible({ by, ...action }: Omit<TaskSendRequest['record'], 'acknowledgedAt'>): object {
  return { ...action, who: by };
}
