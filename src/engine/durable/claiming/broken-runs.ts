import type { FailureRecord } from '../../../errors';
import type { Clock } from '../../../step';
import type { JournalEntry, Storage, StoredRun } from '../../../storage/port';
import { type BodyCodec, encodeEntry } from '../../../storage/records';
import { encodeEnding } from '../../store-backend/journal/run-head';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { OwnershipEvents, RunFailedEvent } from '../ownership/ownership-events';

/** The number of tasks read by one request. */
const TASKS = 200;

/** The dependencies of {@link BrokenRuns}. */
export interface BrokenRunsParts {
  readonly storage: Storage;
  readonly codec: BodyCodec;
  readonly clock: Clock;
  readonly lease: LeaseKeeper;
  readonly events: OwnershipEvents;
}

/**
 * Fails claimed runs that cannot continue: their stored data cannot be read, or their next state cannot be written.
 * Their tasks are closed, their permits are released and their messages are consumed; their state stays as it is, so
 * that a redrive continues them once the cause is gone.
 */
export class BrokenRuns {
  constructor(private readonly parts: BrokenRunsParts) {}

  /** Fails a run, unless another engine has claimed it meanwhile. */
  async fail(run: StoredRun, failure: FailureRecord): Promise<void> {
    const { storage, codec, clock, lease, events } = this.parts;
    const { key, origin, rev, head, inbox } = run;
    const permits = await storage.permits({ run: key });
    const closedTasks = await this.tasksOf(run);
    const at = clock.now();
    const seq = head.seq + 1;
    const event = failedEvent(run, { at, seq, failure });
    const no = lastNo(run) + 1;
    const body = encodeEntry(codec, { changes: [], events: [event] }, { run: origin.id, no });
    const entry: JournalEntry = { no, seq, at, body };
    const ending = encodeEnding(codec, { failure }, origin.id);
    const [result] = await storage.commit({
      lease: lease.lease,
      commits: [
        {
          run: key,
          rev,
          head: { ...head, status: 'failed', seq, busy: false, wakeAt: undefined, endedAt: at, ending },
          entry,
          release: true,
          ...(permits.length > 0 && { permits: permits.map((permit) => ({ ...permit, change: 'release' })) }),
          ...(closedTasks.length > 0 && { closedTasks }),
          ...(inbox.length > 0 && { consumed: inbox.map((message) => message.no) }),
        },
      ],
    });
    if (result === 'committed') events.emit('broken', key, event);
    else if (result !== 'lost' && result) throw result.error;
  }

  private async tasksOf({ origin }: StoredRun): Promise<readonly number[]> {
    const tokens: number[] = [];
    let after: string | undefined;
    do {
      const query = { runId: origin.id, withAnswered: true, limit: TASKS, ...(after !== undefined && { after }) };
      const page = await this.parts.storage.tasks(query);
      tokens.push(...page.items.map(({ token }) => token));
      after = page.next;
    } while (after !== undefined);
    return tokens;
  }
}

function failedEvent(
  { origin }: StoredRun,
  { failure, ...head }: { readonly at: number; readonly seq: number; readonly failure: FailureRecord },
): RunFailedEvent {
  const { id: runId, flow, version, correlationId } = origin;
  return { v: 1, type: 'run.failed', runId, flow, version, correlationId, ...head, data: { failure } };
}

function lastNo({ entries, checkpoint }: StoredRun): number {
  return entries.at(-1)?.no ?? checkpoint;
}
