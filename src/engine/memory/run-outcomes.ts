import { type Ending, hasEnded } from '../../core';
import type { FailureRecord } from '../../errors';
import type { ProcessHold } from '../driver/process-hold';
import { Deferred } from '../handles/deferred';
import { outcomeOf, promiseOf, type SettledRun, settleWith } from '../handles/run-outcome';
import type { StreamHub } from '../streams/stream-hub';
import type { MemoryRun } from './memory-run';
import type { RunQueues } from './run-queues';
import type { RunTable } from './run-table';

/** The dependencies of {@link RunOutcomes}. */
export interface RunOutcomesParts {
  readonly runs: RunTable;
  readonly queues: RunQueues;
  readonly streams: StreamHub;
  readonly hold: ProcessHold;
}

/** The promises of the outcomes of runs in memory. */
export class RunOutcomes {
  private stopped: Error | undefined = undefined;

  constructor(private readonly parts: RunOutcomesParts) {}

  /** Returns a promise of a run's outcome. Its rejection never counts as unhandled: the run records its failure. */
  of(run: MemoryRun): Promise<unknown> {
    const { ending, status } = run.state;
    if (ending && hasEnded(status)) return promiseOf(outcomeOf(new EndedMemoryRun(run), ending));
    if (this.stopped) return promiseOf({ error: this.stopped });
    run.deferred ??= new Deferred();
    return run.deferred.promise;
  }

  /** Ends a run: releases its permit, settles its outcome, and retains it unless it completed anonymously. */
  readonly end = (run: MemoryRun, ending: Ending): void => {
    const { runs, queues, streams, hold } = this.parts;
    queues.end(run);
    hold.release();
    if (run.anonymous && ending.status === 'completed') runs.drop(run);
    else runs.end(run);
    run.details?.detach?.();
    streams.end(run);
    const { deferred } = run;
    if (!deferred) return;
    run.deferred = undefined;
    settleWith(deferred, outcomeOf(new EndedMemoryRun(run), ending));
  };

  /** Rejects the outcomes of unfinished runs that are requested from now on. */
  stop(error: Error): void {
    this.stopped = error;
  }

  /** Rejects the outcome of a run that the stopped engine will not end. */
  abandon(run: MemoryRun, error: Error): void {
    this.parts.hold.release();
    run.details?.detach?.();
    run.deferred?.reject(error);
    run.deferred = undefined;
    run.streams?.close();
  }
}

/** An ended run in memory. Reads the run lazily, because only an error needs its identifier, which is generated on first use. */
class EndedMemoryRun implements SettledRun {
  constructor(private readonly run: MemoryRun) {}

  get id(): string {
    return this.run.id;
  }

  get flow(): string {
    return this.run.graph.name;
  }

  get exits(): number {
    return this.run.graph.root.exits;
  }

  get compensationFailures(): readonly FailureRecord[] {
    return this.run.state.details?.unwindingFailures ?? [];
  }

  get cause(): unknown {
    return this.run.resources?.lastError;
  }
}
