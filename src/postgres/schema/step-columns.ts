/** What every step of a run brings along, as columns of a JSON list. */
export const STEP_COLUMNS = `run bigint, rev bigint, status text, ended bigint, busy boolean, seq bigint, wake bigint,
  started bigint, at text, ending text, gone boolean, no bigint, entry_seq bigint, entry_at bigint, body text`;

/** What it changes in its run in any case. */
export const STEP_CHANGES = `rev = run.rev + 1, status = step.status, ended = step.ended, busy = step.busy, seq = step.seq,
  wake = step.wake, started = step.started, at = step.at, ending = step.ending`;
