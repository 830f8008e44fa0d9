import type { NodeEventHead } from '../../core';
import type { FailureRecord } from '../../errors';
import type { Renaming } from '../paths/renaming';
import type { Spot } from '../visits/visit-table';

/** The compensation of a committed visit. */
export interface CompensationView {
  readonly path: string;
  readonly place: string;
  readonly node: string;
  readonly status: 'running' | 'completed' | 'failed';
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly endedAt?: number;
  readonly failure?: FailureRecord;
}

/** The compensations of a run, in the order in which they began. */
export class CompensationLog {
  private readonly byPath = new Map<string, CompensationView>();
  /** Number of the event that ended the latest compensation; 0 if there was none. */
  latestSeq = 0;

  get compensations(): readonly CompensationView[] {
    return [...this.byPath.values()];
  }

  start({ path, place, node }: Spot, at: number): void {
    this.byPath.set(path, { path, place, node, status: 'running', startedAt: at });
  }

  end({ path, place, node, at, seq }: NodeEventHead, failure?: FailureRecord): void {
    this.latestSeq = seq;
    const { startedAt } = this.byPath.get(path) ?? { startedAt: at };
    const status = failure ? 'failed' : 'completed';
    this.byPath.set(path, { path, place, node, status, startedAt, endedAt: at, ...(failure && { failure }) });
  }

  move({ path, place }: Renaming): void {
    const moved = this.compensations.map((one) => ({ ...one, path: path(one.path), place: place(one.place) }));
    this.byPath.clear();
    for (const one of moved) this.byPath.set(one.path, one);
  }
}
