import { bulkhead } from 'millrace/resilience';
import { cases, fc } from '../../../support/cases';
import { Bench, type Open } from '../calls';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('a bulkhead', () => {
  it('lets so many calls go on at once, and the others in their order as those end, however they end', async () => {
    const room = bulkhead(2, { name: 'db' });
    const calls = [1, 2, 3, 4, 5].map(() => bench.open({ bulkhead: room }));
    const begun = () => calls.map((call) => call.hasBegun());
    await bench.clock.settle();
    expect(begun()).toEqual([true, true, false, false, false]);
    expect(bench.resilience.snapshot().bulkheads['db']).toEqual({
      kind: 'bulkhead',
      name: 'db',
      active: 2,
      free: 0,
      waiting: 3,
    });
    calls[1]?.fail();
    await bench.clock.settle();
    expect(begun()).toEqual([true, true, true, false, false]);
    calls[0]?.succeed();
    calls[2]?.succeed();
    await bench.clock.settle();
    expect(begun()).toEqual([true, true, true, true, true]);
  });

  it('turns calls away that its queue does not take', async () => {
    const room = bulkhead(1, { name: 'db', queue: 0 });
    const first = bench.open({ bulkhead: room });
    await bench.clock.settle();
    const error: unknown = await bench.resilience.call({ bulkhead: room }, () => 1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'BULKHEAD_FULL', details: { bulkhead: 'db', active: 1, waiting: 0 } });
    expect(bench.told).toEqual(['bulkhead.filled db']);
    first.succeed();
    await first.result;
    await expect(bench.resilience.call({ bulkhead: room }, () => 1)).resolves.toBe(1);
  });

  it('gives the room of a call back at once that has timed out or was given up', async () => {
    const room = bulkhead(1, { name: 'db' });
    const slow = bench.open({ bulkhead: room, timeout: '1s' });
    const controller = new AbortController();
    const givenUp = bench.open({ bulkhead: room }, controller.signal);
    const last = bench.open({ bulkhead: room });
    await bench.clock.advance(1000);
    expect([await slow.result, givenUp.hasBegun(), last.hasBegun()]).toEqual(['TIMEOUT', true, false]);
    controller.abort(new Error('enough'));
    await bench.clock.settle();
    expect(last.hasBegun()).toBe(true);
    slow.succeed();
    givenUp.succeed();
    last.succeed();
    await last.result;
    expect(bench.resilience.snapshot().bulkheads['db']?.active).toBe(0);
  });

  it('never has more inside than it takes, leaves nobody out, and is empty in the end', async () => {
    const moves = fc.array(
      fc.record({ what: fc.constantFrom('come', 'come', 'succeed', 'fail', 'give up'), which: fc.nat(30) }),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), moves, async (size, given) => {
        bench = new Bench();
        const room = bulkhead(size, { name: 'db' });
        const calls: {
          readonly open: ReturnType<Bench['open']>;
          readonly controller: AbortController;
          over: boolean;
        }[] = [];
        const inside = () => calls.filter(({ open, over }) => open.hasBegun() && !over).length;
        for (const { what, which } of given) {
          if (what === 'come') {
            const controller = new AbortController();
            calls.push({ open: bench.open({ bulkhead: room }, controller.signal), controller, over: false });
          } else {
            const call = calls[which % Math.max(calls.length, 1)];
            if (call && (what === 'give up' || call.open.hasBegun())) {
              call.over = true;
              if (what === 'give up') call.controller.abort();
              else end(call.open, what);
            }
          }
          await new Promise(setImmediate);
          const waiting = calls.filter(({ open, over }) => !open.hasBegun() && !over).length;
          expect(inside()).toBe(Math.min(size, inside() + waiting));
          expect(bench.resilience.snapshot().bulkheads['db'] ?? { active: 0, waiting: 0 }).toMatchObject({
            active: inside(),
            waiting,
          });
        }
        for (const { controller } of calls) controller.abort();
        await new Promise(setImmediate);
        expect(bench.resilience.snapshot().bulkheads['db']?.active ?? 0).toBe(0);
      }),
      { numRuns: cases(60) },
    );
  });
});

function end(call: Open, how: string): void {
  if (how === 'fail') call.fail();
  else call.succeed();
}
