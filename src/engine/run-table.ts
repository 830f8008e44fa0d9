import { Fifo } from './fifo';
import type { LiveRun } from './live-run';

/** The runs of an engine: all that have not ended, and the latest of those that have. */
export class RunTable {
  private readonly runs = new Map<string, LiveRun>();
  private readonly ended = new Fifo<LiveRun>();
  private readonly byKey = new Map<string, LiveRun>();

  /** @param remember how many ended runs are kept */
  constructor(private readonly remember: number) {}

  get(id: string): LiveRun | undefined {
    return this.runs.get(id);
  }

  /** The run that a flow was started as with an idempotency key. */
  find(flow: string, key: string): LiveRun | undefined {
    return this.byKey.get(keyOf(flow, key));
  }

  add(run: LiveRun): void {
    this.runs.set(run.id, run);
    const key = run.state.info.idempotencyKey;
    if (key !== undefined) this.byKey.set(keyOf(run.graph.name, key), run);
  }

  /** Forgets a run that nobody can ask for. */
  drop(run: LiveRun): void {
    this.runs.delete(run.id);
  }

  /** Notes that a run has ended; the one that ended longest ago may be forgotten for it. */
  end(run: LiveRun): void {
    this.ended.push(run);
    if (this.ended.size <= this.remember) return;
    const first = this.ended.shift();
    if (first) this.forget(first);
  }

  /** All runs, the one that was started last first. */
  newestFirst(): readonly LiveRun[] {
    return [...this.runs.values()].reverse();
  }

  values(): Iterable<LiveRun> {
    return this.runs.values();
  }

  private forget(run: LiveRun): void {
    this.runs.delete(run.id);
    const key = run.state.info.idempotencyKey;
    if (key !== undefined) this.byKey.delete(keyOf(run.graph.name, key));
  }
}

function keyOf(flow: string, key: string): string {
  return `${flow} ${key}`;
}
