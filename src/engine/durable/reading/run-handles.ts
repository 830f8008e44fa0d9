import { hasEnded } from '../../../core';
import { inspectValue, MillraceError } from '../../../errors';
import type { RunOrigin, RunRow, Storage } from '../../../storage/port';
import { rejectedPromise } from '../../handles/deferred';
import { type RunBackend, RunHandle } from '../../handles/run-handle';
import type { Run } from '../../port/run';
import { requireString } from '../../requests/require-string';
import type { StreamHub } from '../../streams/stream-hub';
import type { SentInput } from '../requests/inbox-message';
import type { EventFeed } from './event-feed';
import type { OutcomeWatcher } from './outcome-watcher';
import type { OutputFeed } from './output-feed';

/** What handles need of the engine. */
export interface HandleHost {
  readonly send: (runId: string, coreInput: SentInput) => Promise<void>;
  readonly isStopping: () => boolean;
}

/** Makes handles of runs. They keep no run alive. */
export class RunHandles {
  private readonly access: RunBackend;

  constructor(
    private readonly storage: Storage,
    outcomes: OutcomeWatcher,
    feed: EventFeed,
    streamed: OutputFeed,
    hub: StreamHub,
    host: HandleHost,
  ) {
    this.access = {
      result: (runId) => (host.isStopping() ? rejectedPromise(stopped()) : outcomes.of(runId)),
      status: async (runId) => (await this.row(runId)).head.status,
      cancel: async (runId, reason, compensate) => {
        const { head } = await this.row(runId);
        if (!hasEnded(head.status)) await host.send(runId, { type: 'run.cancel', reason, compensate });
      },
      pause: (runId, reason) => host.send(runId, { type: 'run.pause', reason }),
      resume: (runId) => host.send(runId, { type: 'run.resume' }),
      events: (runId, listener) => feed.listen(runId, listener),
      outputs: (runId, listener) => streamed.listen(runId, listener),
      onThrow: (runId, error) => {
        hub.failed(runId, error);
      },
    };
  }

  of({ id, flow, version, correlationId }: RunOrigin): Run {
    return new RunHandle(this.access, id, flow, version, correlationId);
  }

  /** @throws {MillraceError} `INVALID_OPTION` for an id that is no text */
  async find(runId: string): Promise<Run | undefined> {
    const row = await this.storage.find({ run: { id: requireString(runId, 'runId') } });
    return row && this.of(row.origin);
  }

  /** @throws {MillraceError} `UNKNOWN_RUN` */
  async known(runId: string): Promise<Run> {
    return this.of((await this.row(runId)).origin);
  }

  private async row(runId: string): Promise<RunRow> {
    const row = await this.storage.find({ run: { id: runId } });
    if (row) return row;
    throw new MillraceError('UNKNOWN_RUN', `there is no run ${inspectValue(runId)}`, { details: { runId } });
  }
}

/** What those are told who wait for a run when the engine stops. */
export function stopped(): MillraceError {
  return new MillraceError(
    'ENGINE_STOPPED',
    'the engine was stopped before the run ended; the run goes on with the next engine',
  );
}
