import type { Commit, Lease } from '../../storage/port';
import type { Session, Statement } from '../connection/statement';
import { headColumns } from '../reading/run-rows';

/**
 * Writes a single commit that has only its two rows, the usual case while few runs are active: twice as fast as the
 * function for any commits. As there, the expression on `owner` disables its index.
 */
export const SINGLE_COMMIT = `
  with passed as (
    update @run set rev = rev + 1, status = $4, ended = $5, busy = $6, seq = $7, wake = $8, started = $9, at = $10, ending = $11,
      owner = case when $12::boolean then null else owner end,
      due = case when $12::boolean then case when $6 then 0 else least($8, mail) end end
    where key = $2 and rev = $3 and coalesce(owner, 0) = $1
    returning key, due
  ), entered as (
    insert into @journal (run, no, seq, at, body)
    select key, $13::bigint, $14::bigint, $15::bigint, $16::text from passed where $13::bigint is not null
  )
  select due from passed`;

/** Writes a commit. Returns when the run is due, if it has no owner now; `undefined` if the commit is lost. */
export async function commitOne(
  session: Session,
  statement: Statement,
  lease: Lease,
  { run, rev, head, entry, release }: Commit,
): Promise<{ readonly due: number | null } | undefined> {
  const { status, ended, busy, seq, wake, started, at, ending } = headColumns(head);
  const changes = [status, ended, busy, seq, wake, started, at, ending, release === true];
  const added = [entry?.no, entry?.seq, entry?.at, entry?.body];
  const [row] = await session.rows<{ readonly due: number | null }>(
    statement,
    lease.id,
    run,
    rev,
    ...changes,
    ...added,
  );
  return row;
}
