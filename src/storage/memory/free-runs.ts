import type { FlowVersion, RunKey } from '../port';
import { DueQueue } from './due-queue';
import type { StoredMemoryRun } from './stored-memory-run';

/** Runs without an owner that are due now or later. */
export class FreeRuns {
  private readonly queues = new Map<string, DueQueue>();

  /** Records when a run is due. Returns whether it is due at any time. */
  offer(run: StoredMemoryRun, due: number | undefined): boolean {
    run.due = due;
    if (due === undefined) return false;
    this.queueOf(run.origin).add(run, due);
    return true;
  }

  /** Removes and returns due runs, those due longest first. */
  take(flows: readonly FlowVersion[], now: number, limit: number): readonly StoredMemoryRun[] {
    const queues = flows.map((flow) => this.queueOf(flow));
    const taken: StoredMemoryRun[] = [];
    while (taken.length < limit) {
      const queue = firstOf(queues);
      const run = queue?.peek();
      if (!queue || run?.due === undefined || run.due > now) break;
      queue.dropFirst();
      run.due = undefined;
      taken.push(run);
    }
    return taken;
  }

  /** Returns the earliest due time. */
  next(flows: readonly FlowVersion[]): number | undefined {
    return firstOf(flows.map((flow) => this.queueOf(flow)))?.peek()?.due;
  }

  private queueOf(flow: FlowVersion): DueQueue {
    const name = nameOf(flow);
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new DueQueue();
      this.queues.set(name, queue);
    }
    return queue;
  }
}

function nameOf({ flow, version }: FlowVersion): string {
  return JSON.stringify([flow, version]);
}

function firstOf(queues: readonly DueQueue[]): DueQueue | undefined {
  let first: DueQueue | undefined;
  let least: readonly [number, RunKey] = [Number.POSITIVE_INFINITY, 0];
  for (const queue of queues) {
    const run = queue.peek();
    if (run?.due === undefined) continue;
    if (run.due < least[0] || (run.due === least[0] && run.key < least[1])) {
      first = queue;
      least = [run.due, run.key];
    }
  }
  return first;
}
