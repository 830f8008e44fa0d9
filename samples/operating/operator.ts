import type { AnyFlow, DurableEngine, RunSummary } from 'millrace';

// #region failed
/** Failed runs of a flow, page by page, and why they failed. */
export async function* failedRuns(engine: DurableEngine, flow: string): AsyncIterable<RunSummary> {
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await engine.list({ flow, status: 'failed', order: 'oldest', after });
    yield* page.items;
    after = page.next;
  }
}

/** After the repair: all of them are tried again from where they failed. */
export async function tryAgain(engine: DurableEngine, flow: string): Promise<readonly string[]> {
  const { redriven, refused } = await engine.redriveAll({ flow });
  for (const { runId, reason } of refused) console.warn(`${runId}: ${reason}`);
  return redriven;
}
// #endregion failed

// #region fork
/** What would have come of a run with today's code, from one of its steps on? The run itself stays as it is. */
export async function tryOut(engine: DurableEngine, runId: string, path: string): Promise<unknown> {
  const copy = await engine.fork(runId, { after: path, tags: ['trial'] });
  return copy.result();
}
// #endregion fork

// #region migrate
/** Moves the waiting runs of older versions; those that cannot be moved say what stands in the way. */
export async function move(engine: DurableEngine, to: AnyFlow): Promise<readonly string[]> {
  const { moved, refused } = await engine.migrate({ status: 'waiting' }, { to, map: { release: 'approval' } });
  for (const { runId, reason, obstacles = [] } of refused) console.warn(runId, reason, obstacles);
  return moved;
}
// #endregion migrate
