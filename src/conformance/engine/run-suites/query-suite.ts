import type { RunFilter } from '../../../engine';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail, go, only, threeSteps, waitingFlow } from '../flows';

export const querySuite: readonly EngineCheck[] = [
  check('a run is found by its id, with its start options and its current state', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const startedAt = t.clock.now();
    const options = { idempotencyKey: 'k', correlationId: 'c', tags: ['red'] };
    const { id } = await engine.start(waiting, undefined, options);
    const run = await engine.get(id);
    if (!run) throw new Error('expected a handle of the run');
    await t.reaches(run, 'waiting');
    const seq = (await engine.inspect(id))?.seq ?? 0;
    same(seq > 0, true);
    const common = { id, flow: 'waiting', version: '1.0.0', ...options, startedAt };
    same(await engine.inspect(id), { ...common, status: 'waiting', seq, at: ['wait#1'] });
    await t.advance(500);
    await engine.signal({ runId: id }, go, 1);
    same(await t.result(run), 2);
    const { endedAt, status, at } = (await engine.inspect(id)) ?? {};
    same([(endedAt ?? 0) >= startedAt + 500, status, at], [true, 'completed', []]);
  }),

  check('an unknown id finds nothing', async (t) => {
    const engine = await t.engine();
    same([await engine.get('unknown'), await engine.inspect('unknown')], [undefined, undefined]);
  }),

  check('runs are listed newest or oldest first, page by page, without gaps or repetitions', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      ids.push((await engine.start(waiting, undefined)).id);
      await t.advance(10);
    }
    for (const order of ['oldest', 'newest'] as const) {
      const found: string[] = [];
      let pages = 0;
      for (let after: string | undefined, more = true; more && pages < 9; more = after !== undefined) {
        const page = await engine.list({ order, limit: 3, after });
        found.push(...page.items.map(({ id }) => id));
        pages += 1;
        after = page.next;
      }
      same([found, pages], [order === 'oldest' ? ids : [...ids].reverse(), 3]);
    }
    same((await engine.list()).items[0]?.id, ids.at(-1));
  }),

  check('runs are listed by flow, version, status, tag, correlation id and time', async (t) => {
    const [old, waiting, three, failing] = [
      waitingFlow('waiting', '1.0.0'),
      waitingFlow('waiting', '2.0.0'),
      threeSteps(),
      only('failing', fail),
    ];
    const engine = await t.engine(old, waiting, three, failing);
    const a = (await engine.start(old, undefined, { tags: ['red'], correlationId: 'c-1' })).id;
    await t.advance(1000);
    const b = (await engine.start(waiting, undefined, { tags: ['red', 'blue'] })).id;
    await t.advance(1000);
    const c = await engine.start(three, 1, { tags: ['blue'] });
    await t.result(c);
    const d = await engine.start(failing, 'no');
    await t.failure(d);
    const begun = (await engine.inspect(b))?.startedAt ?? 0;
    const found = async (filter: RunFilter) =>
      (await engine.list({ order: 'oldest', ...filter })).items.map(({ id }) => id);
    same(await found({ flow: 'waiting' }), [a, b]);
    same(await found({ flow: 'waiting', version: '2.0.0' }), [b]);
    same(await found({ status: 'failed' }), [d.id]);
    same(await found({ status: ['completed', 'waiting'] }), [a, b, c.id]);
    same(await found({ tag: 'red' }), [a, b]);
    same(await found({ correlationId: 'c-1' }), [a]);
    same(await found({ since: begun, until: new Date(begun + 1) }), [b]);
    same(await found({ until: begun }), [a]);
    same(await found({ flow: 'unknown' }), []);
  }),

  check('an invalid filter is refused', async (t) => {
    const engine = await t.engine();
    const filters = [
      { limit: 0 },
      { limit: 1.5 },
      { status: 'lost' },
      { order: 'random' },
      { since: new Date('never') },
      { after: 'page two' },
      { tag: 7 },
      { flows: 'a' },
      { status: [undefined, 'failed'] },
      null,
    ];
    for (const filter of filters) await refuses(engine.list(filter as never), 'INVALID_OPTION');
  }),
];
