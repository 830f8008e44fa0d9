import type { AnyFlow, DurableEngine, RunSummary } from 'millrace';

// #region failed
/** Yields the failed runs of a flow, page by page, with their failures. */
export async function* failedRuns(engine: DurableEngine, flow: string): AsyncIterable<RunSummary> {
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await engine.list({ flow, status: 'failed', order: 'oldest', after });
    yield* page.items;
    after = page.next;
  }
}

/** Tries all failed runs again from where they failed, after the cause was fixed. */
export async function tryAgain(engine: DurableEngine, flow: string): Promise<readonly string[]> {
  const { redriven, refused } = await engine.redriveAll({ flow });
  for (const { runId, reason } of refused) console.warn(`${runId}: ${reason}`);
  return redriven;
}
// #endregion failed

// #region fork
/** Executes a copy of a run with today's code, from one of its steps on. The run itself is not changed. */
export async function tryOut(engine: DurableEngine, runId: string, path: string): Promise<unknown> {
  const copy = await engine.fork(runId, { after: path, tags: ['trial'] });
  return copy.result();
}
// #endregion fork

// #region migrate
/** Moves the waiting runs of older versions, and prints the obstacles of those that cannot be moved. */
export async function move(engine: DurableEngine, to: AnyFlow): Promise<readonly string[]> {
  const { moved, refused } = await engine.migrate({ status: 'waiting' }, { to, map: { release: 'approval' } });
  for (const { runId, reason, obstacles = [] } of refused) console.warn(runId, reason, obstacles);
  return moved;
}
// #endregion migrate
