import { Fifo } from './fifo';
import type { MemoryRun } from './memory-run';
import { RunIdentity, type RunIdentityOptions, RunIds } from './run-identity';

/**
 * The runs of an engine: all that have not ended, and the latest of those that have. Kept in slots that are used again, so
 * that a run comes and goes without its id being looked at.
 */
export class RunTable {
  private readonly ids = new RunIds();
  private readonly runs: (MemoryRun | undefined)[] = [];
  private readonly free: number[] = [];
  private count = 0;
  /** Runs whose id was given at their start. */
  private readonly byId = new Map<string, MemoryRun>();
  private readonly byKey = new Map<string, MemoryRun>();
  private readonly ended = new Fifo<MemoryRun>();

  /** @param remember how many ended runs are kept */
  constructor(private readonly remember: number) {}

  get(id: string): MemoryRun | undefined {
    const index = this.ids.indexIn(id);
    const run = index === undefined ? undefined : this.runs[index];
    return run?.id === id ? run : this.byId.get(id);
  }

  /** The run that a flow was started as with an idempotency key. */
  find(flow: string, key: string): MemoryRun | undefined {
    return this.byKey.get(keyOf(flow, key));
  }

  /** The identity of a new run, which has to be added before the next one asks. */
  identify(given: RunIdentityOptions): RunIdentity {
    return new RunIdentity(this.ids, this.count + 1, this.free.at(-1) ?? this.runs.length, given);
  }

  add(run: MemoryRun): void {
    const { index, givenId, idempotencyKey } = run.identity;
    this.free.pop();
    this.runs[index] = run;
    this.count += 1;
    if (givenId !== undefined) this.byId.set(givenId, run);
    if (idempotencyKey !== undefined) this.byKey.set(keyOf(run.graph.name, idempotencyKey), run);
  }

  /** Forgets a run. */
  drop(run: MemoryRun): void {
    const { index, givenId, idempotencyKey } = run.identity;
    this.runs[index] = undefined;
    this.free.push(index);
    if (givenId !== undefined) this.byId.delete(givenId);
    if (idempotencyKey !== undefined) this.byKey.delete(keyOf(run.graph.name, idempotencyKey));
  }

  /** Notes that a run has ended; the one that ended longest ago may be forgotten for it. */
  end(run: MemoryRun): void {
    this.ended.push(run);
    if (this.ended.size <= this.remember) return;
    const first = this.ended.shift();
    if (first) this.drop(first);
  }

  /** All runs, the one that was started last first. */
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
