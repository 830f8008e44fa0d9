import type { LiveRun } from './live-run';

/** The runs of an engine: all that have not ended, and the latest of those that have. */
export class RunTable {
  private readonly runs = new Map<string, LiveRun>();
  private readonly ended: string[] = [];
  private firstEnded = 0;
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
    this.ended.push(run.id);
    if (this.ended.length - this.firstEnded <= this.remember) return;
    const id = this.ended[this.firstEnded];
    this.firstEnded += 1;
    if (id !== undefined) this.forget(id);
    if (this.firstEnded <= 1024 || this.firstEnded * 2 < this.ended.length) return;
    this.ended.splice(0, this.firstEnded);
    this.firstEnded = 0;
  }

  /** All runs, the one that was started last first. */
  newestFirst(): readonly LiveRun[] {
    return [...this.runs.values()].reverse();
  }

  values(): Iterable<LiveRun> {
    return this.runs.values();
  }

  private forget(id: string): void {
    const run = this.runs.get(id);
    this.runs.delete(id);
    const key = run?.state.info.idempotencyKey;
    if (run && key !== undefined) this.byKey.delete(keyOf(run.graph.name, key));
  }
}

function keyOf(flow: string, key: string): string {
  return `${flow} ${key}`;
}
