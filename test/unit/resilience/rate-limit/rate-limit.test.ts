import { type Guard, perHour, perMinute, perSecond, rateLimit } from 'millrace/resilience';
import { cases, fc } from '../../../support/cases';
import { Bench } from '../calls';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

/** Starts so many calls at once and notes when each begins, in ms from now. */
function begin(limit: Guard<'limit'>, calls: number): number[] {
  const start = bench.clock.now();
  const begun: number[] = [];
  for (let call = 0; call < calls; call += 1)
    void bench.resilience.call({ limit }, () => begun.push(bench.clock.now() - start));
  return begun;
}

describe('a rate limiter', () => {
  it('lets so many calls through at once, and the others in their order as soon as the first are old enough', async () => {
    const begun = begin(perSecond(2, { name: 'api' }), 5);
    await bench.clock.advance(5000);
    expect(begun).toEqual([0, 0, 1000, 1000, 2000]);
    expect(bench.clock.pending).toBe(0);
  });

  it.each([
    ['perSecond', perSecond(1, { name: 's' }), 1000],
    ['perMinute', perMinute(1, { name: 'm' }), 60_000],
    ['perHour', perHour(1, { name: 'h' }), 3_600_000],
    ['rateLimit', rateLimit({ name: 'r', permits: 1, per: '90s' }), 90_000],
  ])('%s counts by its time', async (_, limit, ms) => {
    const begun = begin(limit, 3);
    await bench.clock.advance(2 * ms);
    expect(begun).toEqual([0, ms, 2 * ms]);
  });

  it('spaces calls evenly with a burst of one', async () => {
    const begun = begin(rateLimit({ name: 'api', permits: 3, per: '1s', burst: 1 }), 7);
    await bench.clock.advance(5000);
    expect(begun).toEqual([0, 334, 667, 1000, 1334, 1667, 2000]);
  });

  it('keeps a pace that is finer than the clock', async () => {
    const begun = begin(perSecond(1700, { name: 'api', burst: 1 }), 1701);
    await bench.clock.advance(5000);
    expect([begun.at(0), begun.at(850), begun.at(-1)]).toEqual([0, 500, 1000]);
  });

  it('lets a burst through after a rest and goes on evenly', async () => {
    const limit = rateLimit({ name: 'api', permits: 10, per: '1s', burst: 3 });
    const begun = begin(limit, 5);
    await bench.clock.advance(10_000);
    expect(begun).toEqual([0, 0, 0, 100, 200]);
    expect(bench.resilience.snapshot().limits['api']).toEqual({
      kind: 'limit',
      name: 'api',
      free: 3,
      waiting: 0,
      retryAfterMs: 0,
    });
  });

  it('turns calls away that its queue does not take, and says when to come back', async () => {
    const limit = rateLimit({ name: 'api', permits: 2, per: '1s', queue: 3 });
    const begun = begin(limit, 5);
    await bench.clock.advance(400);
    const error: unknown = await bench.resilience.call({ limit }, () => 1).catch((thrown: unknown) => thrown);
    // Two may go in 600 ms, and with them two more a second later.
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', retryAfterMs: 1600, details: { limit: 'api', waiting: 3 } });
    expect(bench.told).toEqual(['limit.exceeded api']);
    expect(bench.resilience.snapshot().limits['api']).toMatchObject({ free: 0, waiting: 3, retryAfterMs: 1600 });
    await bench.clock.advance(1600);
    expect(begun).toEqual([0, 0, 1000, 1000, 2000]);
    expect(await bench.outcome({ limit })).toBe('ok');
  });

  it('takes no permit for a call that is given up while it waits', async () => {
    const limit = perSecond(1, { name: 'api' });
    const start = bench.clock.now();
    await bench.outcome({ limit });
    const controller = new AbortController();
    const [first, second] = [bench.open({ limit }, controller.signal), bench.open({ limit })];
    await bench.clock.settle();
    controller.abort(new Error('enough'));
    expect(await first.result).toBe('enough');
    expect(bench.resilience.snapshot().limits['api']?.waiting).toBe(1);
    await bench.clock.advance(1000);
    expect([first.hasBegun(), second.hasBegun(), bench.clock.now() - start]).toEqual([false, true, 1000]);
  });

  it('leaves no timer behind when nobody waits any more', async () => {
    const limit = perHour(1, { name: 'api' });
    await bench.outcome({ limit });
    const controller = new AbortController();
    const waiting = bench.open({ limit }, controller.signal);
    await bench.clock.settle();
    expect(bench.clock.pending).toBe(1);
    controller.abort(new Error('enough'));
    await waiting.result;
    expect(bench.clock.pending).toBe(0);
  });

  it('does not wait longer because the clock was turned back', async () => {
    const limit = perSecond(1, { name: 'api' });
    await bench.outcome({ limit });
    bench.clock.turnBack(3_600_000);
    const waiting = bench.open({ limit });
    await bench.clock.advance(1000);
    expect(waiting.hasBegun()).toBe(true);
  });
});

/** When calls come, in ms after the one before, and which of them are given up how much later. */
const arrivals = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 700 })),
    givenUpAfterMs: fc.option(fc.integer({ min: 0, max: 900 }), { freq: 4, nil: undefined }),
  }),
  { minLength: 1, maxLength: 40 },
);

async function watch(limit: Guard<'limit'>, given: typeof arrivals extends fc.Arbitrary<infer T> ? T : never) {
  bench = new Bench();
  const begun: { readonly call: number; readonly at: number }[] = [];
  const came: number[] = [];
  for (const [call, { afterMs, givenUpAfterMs }] of given.entries()) {
    await bench.clock.advance(afterMs);
    const controller = new AbortController();
    if (givenUpAfterMs !== undefined) bench.clock.setTimer(givenUpAfterMs, () => controller.abort());
    came.push(bench.clock.now());
    void bench.resilience
      .call({ limit }, () => begun.push({ call, at: bench.clock.now() }), { signal: controller.signal })
      .catch(() => undefined);
  }
  await bench.clock.advance(100_000);
  return { begun, came };
}

/** Most calls that began within any stretch of so many ms. */
function densest(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}

describe('whenever calls come and are given up, a rate limiter', () => {
  it('never lets more than its permits through in any stretch of its time, first come, first served', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 1500 }),
        arrivals,
        async (permits, per, given) => {
          const { begun } = await watch(rateLimit({ name: 'api', permits, per }), given);
          expect(
            densest(
              begun.map(({ at }) => at),
              per,
            ),
          ).toBeLessThanOrEqual(permits);
          expect(begun.map(({ call }) => call)).toEqual(begun.map(({ call }) => call).sort((a, b) => a - b));
          const patient = given.flatMap(({ givenUpAfterMs }, call) => (givenUpAfterMs === undefined ? [call] : []));
          expect(begun.map(({ call }) => call)).toEqual(expect.arrayContaining(patient));
          expect(bench.clock.pending).toBe(0);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it('lets no call wait that could go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 1500 }),
        arrivals,
        async (permits, per, given) => {
          const { begun, came } = await watch(
            rateLimit({ name: 'api', permits, per }),
            given.map(({ afterMs }) => ({ afterMs, givenUpAfterMs: undefined })),
          );
          const expected: number[] = [];
          for (const at of came) {
            const freed = (expected.at(-permits) ?? Number.NEGATIVE_INFINITY) + per;
            expected.push(Math.max(at, expected.length < permits ? at : freed));
          }
          expect(begun.map(({ at }) => at)).toEqual(expected);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it('keeps the pace of a bucket over every stretch, to the ms', async () => {
    const rates = fc.record({
      permits: fc.integer({ min: 1, max: 7 }),
      per: fc.integer({ min: 1, max: 1500 }),
      burst: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(rates, arrivals, async ({ permits, per, burst }, given) => {
        const { begun } = await watch(rateLimit({ name: 'api', permits, per, burst }), given);
        const times = begun.map(({ at }) => at);
        for (const [first, from] of times.entries()) {
          for (const [last, to] of times.entries()) {
            if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(burst + ((to - from + 1) * permits) / per);
          }
        }
      }),
      { numRuns: cases(60) },
    );
  });
});
