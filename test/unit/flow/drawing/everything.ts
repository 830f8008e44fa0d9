import {
  all,
  choose,
  each,
  exit,
  flow,
  fn,
  node,
  pipe,
  ref,
  repeat,
  route,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { Batch, Human, Phased, Route, Work } from '../steps';

const round = flow('inner').nodes({ decide: Route, again: exit<unknown>(), out: exit<unknown>() });
const inner = round.wire('decide', { decide: { left: round.to.again, right: round.to.out } });

const { to, out, maybe, input, wire } = flow('everything', { version: '1.2.3' }).nodes({
  begin: node(Work, { timeout: '5s', retry: { maxAttempts: 2 }, delay: '1s', deadline: '1m', maxVisits: 7 }),
  tier: choose('which tier', (value: unknown) => (value === 1 ? route('small', value) : route('large', value))),
  ask: within(Human, '48h'),
  batch: pipe(
    fn('list', () => [1, 2]),
    Batch,
  ),
  phases: Phased,
  rounds: repeat(inner, { max: 3 }),
  both: all({ mail: each(Work), nap: pipe(sleep(1500), waitFor(signal('go "on"'))) }),
  call: ref<unknown, { readonly next: number }>('another'),
  gather: fn('gather', (x: { readonly first: number; readonly all: unknown; readonly some?: unknown }) => x),
  done: exit<unknown>(),
  undone: exit<unknown>({ compensate: true }),
});

/** A flow with a node of every kind. */
export const everything = wire('begin', {
  begin: { next: to.tier, error: to.undone.via((failure) => failure.failure.message) },
  tier: { small: to.ask, large: to.batch },
  ask: { yes: to.batch, no: to.undone, overdue: to.tier },
  batch: to.phases,
  phases: { done: to.rounds },
  rounds: { out: to.both.via((value) => [value]), exhausted: to.undone },
  both: to.call,
  call: to.gather.from({ first: out.begin, all: input, some: maybe.ask.yes }),
  gather: to.done.from(out.gather),
});
