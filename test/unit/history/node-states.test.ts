import { all, choose, each, exit, fn, node, pipe, race, repeat, route, runView, settle, sleep, within } from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { flowOfNodes } from '../core/steps';

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ start: 0 });
});
afterEach(() => engine.stop());

const done = exit<unknown>();
const work = fn('work', (value: unknown): unknown => value);
const broken = fn('broken', (_: unknown): unknown => {
  throw new Error('broken');
});

/** Takes `again` until it has been asked so often. */
function times(limit: number) {
  let asked = 0;
  return choose('times', (value: unknown) => {
    asked += 1;
    return asked < limit ? route('again', value) : route('enough', value);
  });
}

/** Fails until it has been called so often. */
function fragile(limit: number) {
  let calls = 0;
  const call = fn('call', (value: unknown): unknown => {
    calls += 1;
    if (calls < limit) throw new Error(`call ${calls}`);
    return value;
  });
  return node(call, { retry: { maxAttempts: 3, initial: '1s', factor: 2, jitter: false } });
}

type AnyNodes = Parameters<typeof flowOfNodes>;

/** Runs a flow as far as it goes. */
async function viewOf(...nodes: AnyNodes) {
  const flows = flowOfNodes(...nodes);
  const run = await engine.start(flows as never, [1, 2] as never);
  await engine.runUntilIdle();
  return runView(engine.trace(run).events, flows);
}

function statuses({ nodes }: ReturnType<typeof runView>): readonly string[] {
  return Object.values(nodes).map(({ place, status }) => `${place} ${status}`);
}

function paths({ nodes }: ReturnType<typeof runView>, place: string): readonly string[] {
  return (nodes[place]?.visits ?? []).map(({ path, status }) => `${path} ${status}`);
}

describe('the nodes of a view', () => {
  it('have a visit for each round of a loop, with its action and its duration', async () => {
    const view = await viewOf(
      { rest: sleep('2s'), ask: times(3), done },
      { rest: 'ask', ask: { again: 'rest', enough: 'done' } },
    );
    expect(view.nodes['rest']).toMatchObject({ status: 'completed', attempts: 3, totalMs: 6000, actions: { next: 3 } });
    expect(paths(view, 'rest')).toEqual(['rest#1 completed', 'rest#2 completed', 'rest#3 completed']);
    expect(view.nodes['rest']?.visits.map(({ durationMs }) => durationMs)).toEqual([2000, 2000, 2000]);
    expect(view.nodes['ask']?.actions).toEqual({ again: 2, enough: 1 });
    expect(view.nodes['done']).toMatchObject({ kind: 'exit', status: 'completed' });
    expect([view.status, view.durationMs]).toEqual(['completed', 6000]);
  });

  it('are unvisited where the run has not been', async () => {
    const flows = flowOfNodes({ a: work, rest: sleep('2s'), b: work, done }, { a: 'rest', rest: 'b', b: 'done' });
    const run = await engine.start(flows as never, 0 as never);
    await engine.settle();
    await engine.advance('1s');
    const view = runView(engine.trace(run).events, flows);
    expect(statuses(view)).toEqual(['a completed', 'rest waiting', 'b unvisited', 'done unvisited']);
  });

  it('count attempts and keep the latest failure', async () => {
    const view = await viewOf({ work: fragile(3), done }, { work: 'done' });
    const [visit] = view.nodes['work']?.visits ?? [];
    expect(visit).toMatchObject({ status: 'completed', attempt: 3, attempts: 3, enteredAt: 0, durationMs: 3000 });
    expect(view.nodes['work']?.lastFailure?.message).toBe('call 2');
  });

  it('that failed are failed, and so are those around them, also where an edge handles it', async () => {
    const inner = flowOfNodes({ b: broken, done }, { b: 'done' }, 'inner');
    const view = await viewOf({ in: inner, mend: work, done }, { in: { next: 'done', error: 'mend' }, mend: 'done' });
    expect(statuses(view)).toEqual([
      'in failed',
      'in/b failed',
      'in/done unvisited',
      'mend completed',
      'done completed',
    ]);
    expect(view.nodes['in']).toMatchObject({ actions: { error: 1 }, lastFailure: { message: 'broken' } });
  });

  it('in branches and items have paths of their own, and are released where a race is lost', async () => {
    const view = await viewOf(
      {
        both: all({ items: each(work), race: race({ fast: work, slow: sleep('1h') }) }),
        tried: settle({ good: work, bad: broken }),
        done,
      },
      { both: 'tried', tried: 'done' },
    );
    expect(paths(view, 'both/items/body')).toEqual(['both#1/items[0]#1 completed', 'both#1/items[1]#1 completed']);
    expect(paths(view, 'both/race/slow')).toEqual(['both#1/race#1/slow#1 cancelled']);
    expect(paths(view, 'both/race')).toEqual(['both#1/race#1 completed']);
    expect(view.nodes['both/race']?.actions).toEqual({ fast: 1 });
    expect(paths(view, 'tried/bad')).toEqual(['tried#1/bad#1 failed']);
    expect(paths(view, 'tried')).toEqual(['tried#1 completed']);
  });

  it('in rounds, parts and limits are left with those around them', async () => {
    const round = flowOfNodes(
      { ask: times(2), again: exit(), enough: exit() },
      { ask: { again: 'again', enough: 'enough' } },
      'round',
    );
    const view = await viewOf(
      { both: all({ rounds: repeat(round as never, { max: 5 }), parts: pipe(work, within(sleep('1h'), '1s')) }), done },
      { both: 'done' },
    );
    expect(paths(view, 'both/rounds/body')).toEqual([
      'both#1/rounds#1/round#1 completed',
      'both#1/rounds#1/round#2 completed',
    ]);
    expect(view.nodes['both/rounds']?.actions).toEqual({ enough: 1 });
    expect(paths(view, 'both/parts/part2/body')).toEqual(['both#1/parts#1/part2#1 cancelled']);
    expect(view.nodes['both/parts']?.actions).toEqual({ overdue: 1 });
    expect(view.currentPlaces).toEqual([]);
  });
});
