import type { Lease, RunKey } from '../../storage/port';
import type { Connection } from '../connection/connection';

/** The columns of a run that decide how its next commit is written. */
export interface RunStanding {
  readonly last: number | null;
  readonly status: string;
  readonly ended: number | null;
  readonly busy: number;
  readonly wake: number | null;
  readonly started: number;
  readonly ending: string | null;
}

/** The standing of a run at one of its revisions, under one lease. */
interface KnownRun {
  readonly rev: number;
  readonly lease: number;
  readonly standing: RunStanding;
}

/** The largest number of known runs. Beyond it all are forgotten; a forgotten run costs one read. */
const MOST = 50_000;

/**
 * The runs that this connection committed last. Every commit raises the revision of its run, so what is known of a
 * revision stays true. Whether the run still has that revision and owner is for the writing statement to check. A
 * rollback may undo what was noted, so all is forgotten after one.
 */
export class KnownRuns {
  private readonly runs = new Map<RunKey, KnownRun>();
  private rollbacks = 0;

  constructor(private readonly connection: Pick<Connection, 'rollbacks'>) {}

  find(run: RunKey, rev: number, lease: Lease): RunStanding | undefined {
    this.clearAfterRollback();
    const known = this.runs.get(run);
    return known?.rev === rev && known.lease === lease.id ? known.standing : undefined;
  }

  note(run: RunKey, rev: number, lease: Lease, standing: RunStanding): void {
    this.clearAfterRollback();
    if (this.runs.size >= MOST) this.runs.clear();
    this.runs.set(run, { rev, lease: lease.id, standing });
  }

  forget(run: RunKey): void {
    this.runs.delete(run);
  }

  private clearAfterRollback(): void {
    if (this.rollbacks === this.connection.rollbacks) return;
    this.rollbacks = this.connection.rollbacks;
    this.runs.clear();
  }
}
