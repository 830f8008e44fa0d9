import { Fifo } from '../../execution';
import type { MemoryRun } from './memory-run';
import { RunIdentity, type RunIdentityOptions, RunIds } from './run-identity';

/**
 * The runs of an engine: all unfinished runs and the latest ended ones. Indexes are reused, so that adding and dropping
 * a run does not generate its id.
 */
export class RunTable {
  private readonly ids = new RunIds();
  private readonly runs: (MemoryRun | undefined)[] = [];
  private readonly free: number[] = [];
  private count = 0;
  /** Runs whose id was supplied by the caller. */
  private readonly byId = new Map<string, MemoryRun>();
  private readonly byKey = new Map<string, MemoryRun>();
  private readonly ended = new Fifo<MemoryRun>();

  /** @param retainedRuns the number of ended runs to keep */
  constructor(private readonly retainedRuns: number) {}

  get(id: string): MemoryRun | undefined {
    const index = this.ids.indexIn(id);
    const run = index === undefined ? undefined : this.runs[index];
    return run?.id === id ? run : this.byId.get(id);
  }

  /** Returns the run of a flow that was started with an idempotency key. */
  find(flow: string, key: string): MemoryRun | undefined {
    return this.byKey.get(keyOf(flow, key));
  }

  /** Returns the identity of a new run. The run must be added before the next call. */
  identify(options: RunIdentityOptions): RunIdentity {
    return new RunIdentity(this.ids, this.count + 1, this.free.at(-1) ?? this.runs.length, options);
  }

  add(run: MemoryRun): void {
    const { index, suppliedId, idempotencyKey } = run.identity;
    this.free.pop();
    this.runs[index] = run;
    this.count += 1;
    if (suppliedId !== undefined) this.byId.set(suppliedId, run);
    if (idempotencyKey !== undefined) this.byKey.set(keyOf(run.graph.name, idempotencyKey), run);
  }

  /** Removes a run. */
  drop(run: MemoryRun): void {
    const { index, suppliedId, idempotencyKey } = run.identity;
    this.runs[index] = undefined;
    this.free.push(index);
    if (suppliedId !== undefined) this.byId.delete(suppliedId);
    if (idempotencyKey !== undefined) this.byKey.delete(keyOf(run.graph.name, idempotencyKey));
  }

  /** Marks a run as ended, removing the one that ended first if too many are kept. */
  end(run: MemoryRun): void {
    this.ended.push(run);
    if (this.ended.size <= this.retainedRuns) return;
    const first = this.ended.shift();
    if (first) this.drop(first);
  }

  /** Returns all runs, the latest first. */
  newestFirst(): readonly MemoryRun[] {
    return this.all().sort((a, b) => b.identity.number - a.identity.number);
  }

  all(): MemoryRun[] {
    return this.runs.filter((run) => run !== undefined);
  }
}

function keyOf(flow: string, key: string): string {
  return `${flow} ${key}`;
}
