import { choose, each, exit, flow, fn, node, race, route, type StepContext, signal, sleep, waitFor } from 'millrace';

/** The number of rounds of a long run. */
export const ROUNDS = 20;

const inc = fn('inc', (n: number) => n + 1);

const flaky = fn('flaky', async (n: number, { attempt }: StepContext) => {
  await Promise.resolve();
  if (attempt === 1 && n % 10 === 0) throw new Error('not yet');
  return n;
});

const listed = fn('listed', (n: number) => [n, n + 1, n + 2]);
const summed = fn('summed', (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0));

function shortFlow() {
  const { to, wire } = flow<number>('short').nodes({
    flaky: node(flaky, { retry: { maxAttempts: 2, initial: 1, jitter: false }, timeout: '10s' }),
    listed,
    items: each(inc, { concurrency: 2 }),
    summed,
    done: exit<number>(),
  });
  return wire('flaky', { flaky: to.listed, listed: to.items, items: to.summed, summed: to.done });
}

/** Lets a long run play its next round, with the number of that round. */
export const next = signal<number>('next');

function longFlow() {
  const { to, wire } = flow<number>('long').nodes({
    wait: node(waitFor(next), { maxVisits: ROUNDS }),
    more: node(
      choose('more', (round: number) => (round < ROUNDS ? route('more', round) : route('enough', round))),
      { maxVisits: ROUNDS },
    ),
    either: node(race({ soon: sleep(1), later: sleep('1h') }), { maxVisits: ROUNDS }),
    done: exit<number>(),
  });
  return wire('wait', {
    wait: to.more,
    more: { more: to.either, enough: to.done },
    either: { soon: to.wait, later: to.wait },
  });
}

/** A run of a few quick steps, some of which are tried again. */
export const short = shortFlow();
/** A run that waits between its rounds. */
export const long = longFlow();
