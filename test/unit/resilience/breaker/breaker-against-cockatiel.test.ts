import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker as cockatielBreaker,
  handleWhen,
  type IBackoffFactory,
  type IBreaker,
  IterableBackoff,
  SamplingBreaker,
} from 'cockatiel';
import { MillraceError, systemClock } from 'millrace';
import { type BreakerOptions, circuitBreaker, Resilience } from 'millrace/resilience';
import { cases, fc } from '../../../support/cases';

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'isolated',
} as const;

/** The time that both look at. */
let now = 1_000_000;
beforeAll(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterAll(() => {
  jest.restoreAllMocks();
});

const OPEN_MS = 4;
const declined = Object.assign(new Error('declined'), { status: 402 });
const down = new Error('down');

/** What the service does, and how long the caller then sleeps. */
interface Step {
  readonly does: 'answers' | 'fails' | 'declines';
  readonly sleepMs: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom('answers', 'fails', 'fails', 'fails', 'declines'),
    sleepMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) },
    ),
  }),
  { minLength: 10, maxLength: 40 },
);

/** Lets both breakers live through the same, and compares after each step what they say and what they have told. */
async function compare(
  given: readonly Step[],
  options: BreakerOptions,
  breaker: IBreaker,
  halfOpenAfter: number | IBackoffFactory<unknown> = OPEN_MS,
): Promise<void> {
  const ours = new Resilience({ clock: { ...systemClock, now: () => now, monotonic: () => now } });
  const theirs = cockatielBreaker(
    handleWhen((error) => error !== declined),
    { breaker, halfOpenAfter },
  );
  const declared = circuitBreaker('api', { openFor: OPEN_MS, ...options });
  const [told, theyTold]: [string[], string[]] = [[], []];
  ours.listen(({ type }) => told.push(type));
  theirs.onStateChange((state) =>
    theyTold.push(
      {
        closed: 'breaker.closed',
        open: 'breaker.opened',
        'half-open': 'breaker.half-opened',
        isolated: 'breaker.isolated',
      }[STATES[state]],
    ),
  );
  for (const { does, sleepMs } of given) {
    // It closes the circuit there, and in cockatiel leaves what was counted before as it is, which ours forgets.
    const half = theirs.state === CircuitState.Open && does === 'declines';
    const call = (): Promise<string> => {
      if (does === 'answers' || half) return Promise.resolve('answer');
      return Promise.reject(does === 'fails' ? down : declined);
    };
    const said = await ours
      .call({ breaker: declared }, call)
      .catch((error: unknown) => (MillraceError.is(error, 'CIRCUIT_OPEN') ? 'turned away' : error));
    const theySaid = await theirs
      .execute(call)
      .catch((error: unknown) => (error instanceof BrokenCircuitError ? 'turned away' : error));
    expect(said).toBe(theySaid);
    expect(ours.snapshot().breakers['api']?.state).toBe(STATES[theirs.state]);
    expect(told).toEqual(theyTold);
    now += sleepMs;
  }
}

const runs = { numRuns: cases(60) };

describe('beside cockatiel, on the same clock, a circuit breaker has the same states and tells the same changes', () => {
  it('counting failures in a row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), steps, async (failures, given) => {
        await compare(given, { failures }, new ConsecutiveBreaker(failures));
      }),
      runs,
    );
  });

  it('counting a share of the last calls', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom(0.2, 0.5, 0.75), steps, async ([a, b], rate, given) => {
        const [calls, minCalls] = [Math.max(a, b), Math.min(a, b)];
        const theirs = new CountBreaker({ threshold: rate, size: calls, minimumNumberOfCalls: minCalls });
        await compare(given, { rate, calls, minCalls }, theirs);
      }),
      runs,
    );
  });

  // Sleeps are shorter than a quarter of a part of the window: while nobody calls, cockatiel forgets nothing.
  it('counting a share of the calls of the last time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0.2, 0.5, 0.75), steps, async (rate, given) => {
        const theirs = new SamplingBreaker({ threshold: rate, duration: 500, minimumRps: 8 });
        await compare(given, { rate, window: 500, minCalls: 4 }, theirs);
      }),
      runs,
    );
  });

  it('staying open longer each time', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const openFor = { initial: 2, factor: 2, max: 8 };
        await compare(given, { failures: 1, openFor }, new ConsecutiveBreaker(1), new IterableBackoff([2, 4, 8]));
      }),
      runs,
    );
  });

  it('held open by hand', async () => {
    const ours = new Resilience();
    const theirs = cockatielBreaker(
      handleWhen(() => true),
      { breaker: new ConsecutiveBreaker(2), halfOpenAfter: 1 },
    );
    const declared = circuitBreaker('api', { failures: 2 });
    const handle = theirs.isolate();
    ours.isolate(declared);
    expect(ours.snapshot().breakers['api']?.state).toBe(STATES[theirs.state]);
    await expect(theirs.execute(() => 1)).rejects.toThrow();
    await expect(ours.call({ breaker: declared }, () => 1)).rejects.toThrow('isolated');
    handle.dispose();
    ours.release(declared);
    expect(ours.snapshot().breakers['api']?.state).toBe(STATES[theirs.state]);
  });
});
