import { all, choose, each, exit, flow, flowOf, fn, node, pipe, race, repeat, route, sleep, within } from 'millrace';
import { type A, Keep, Mail, pair, round, SmallOrLarge } from './given';

// @ts-expect-error a pipe that goes on behind several ways out (names small, large)
pipe(SmallOrLarge, Keep);

// @ts-expect-error a pipe whose parts do not fit (names A, left, right)
pipe(Keep, pair);

// @ts-expect-error a flow of one node with several ways out (names small, large)
flowOf('one', SmallOrLarge);

// @ts-expect-error a step without the params that it declares (names Mail)
flow('x').nodes({ mail: Mail, done: exit<A>() });

// @ts-expect-error a node without the params that its step declares (names params, template)
node(Mail, { timeout: '1s' });

// @ts-expect-error params that do not fit (names number, string)
node(Mail, { params: { template: 1 } });

// @ts-expect-error an option that does not exist (names tiemout)
node(Keep, { tiemout: '1s' });

// @ts-expect-error a text that is no duration (names soon)
sleep('soon');

// @ts-expect-error a limit that is no duration (names 2 hours)
within(Keep, '2 hours');

// @ts-expect-error a repeat whose body never says again (names again, small, large)
repeat(SmallOrLarge, { max: 3 });

// @ts-expect-error a repeat without a limit (names max)
repeat(round, {});

// @ts-expect-error an item step that is no step (names number)
each(5);

// @ts-expect-error a plain function as a node (names A)
flow('x').nodes({ plain: (value: A) => value, done: exit<A>() });

flow('x').nodes({
  // @ts-expect-error a function that gives any (names any)
  parse: fn('parse', (text: string): ReturnType<typeof JSON.parse> => JSON.parse(text)),
  done: exit<A>(),
});

flow('x').nodes({
  // @ts-expect-error a decision that carries any (names any, left)
  parse: choose('parse', (text: string) => (text ? route('left', JSON.parse(text)) : route('right', text))),
  done: exit<A>(),
});

flow('x').nodes({
  // @ts-expect-error a decision that takes a system action (names error)
  decide: choose('decide', (value: A) => (value.a ? route('error', value) : route('right', value))),
  done: exit<A>(),
});

// @ts-expect-error a branch with the name of a system action (names branch, next)
race({ left: Keep, next: Keep });

// @ts-expect-error an until that asks for a branch that is not there (names right)
all({ left: Keep }, { until: (done) => done.right !== undefined });

// @ts-expect-error two nodes of one key (names multiple properties, same name)
flow('x').nodes({ keep: Keep, keep: Keep, done: exit<A>() });

// @ts-expect-error an option of each that does not exist (names concurency)
each(Keep, { concurency: 3 });

// @ts-expect-error chunks for a body that takes no list (names A, chunk)
each(Keep, { chunk: 10 });

// @ts-expect-error a key of something that the input has not (names b)
node(Keep, { concurrency: { limit: 1, key: ({ b }: A) => String(b) } });

// @ts-expect-error losers where nobody loses (names losers)
each(Keep, { losers: 'compensate' });
