import type { PermitRequest } from '../../core';
import { ConcurrencyQueues } from '../../storage/adapter-kit';
import type { PermitQueues } from '../driver/local-effects';
import type { MemoryRun } from './memory-run';

/** The token number under which a run itself holds its permit. */
const WHOLE_RUN = 0;

/** The queues in which the runs of one engine and their nodes wait for permits. */
export class RunQueues implements PermitQueues<MemoryRun> {
  private readonly queues = new ConcurrencyQueues();

  /** Starts a run once the queue of its flow grants a permit. */
  start(run: MemoryRun, start: () => void): void {
    const { queue } = run.graph.root;
    const key = run.details?.concurrencyKey;
    if (!queue || key === undefined) start();
    else {
      const { name, limit, total } = queue;
      this.queues.request({ queue: name, key, limit, total }, holder(run, WHOLE_RUN), start);
    }
  }

  /** Releases the permit of a run that has ended. */
  end(run: MemoryRun): void {
    const { queue } = run.graph.root;
    if (queue) this.queues.release({ queue: queue.name }, holder(run, WHOLE_RUN));
  }

  request(run: MemoryRun, token: number, permit: PermitRequest, grant: () => void): void {
    // A node need not wait for a permit that its own run holds, as in a flow that calls itself.
    const isOwn = run.graph.root.queue?.name === permit.queue && run.details?.concurrencyKey === permit.key;
    if (isOwn) grant();
    else this.queues.request(permit, holder(run, token), grant);
  }

  take(run: MemoryRun, token: number, permit: PermitRequest): void {
    this.queues.take(permit, holder(run, token));
  }

  release(run: MemoryRun, token: number, permit: PermitRequest): void {
    this.queues.release(permit, holder(run, token));
  }
}

function holder(run: MemoryRun, token: number): string {
  return `${run.id} ${token}`;
}
