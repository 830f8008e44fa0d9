import { choose, exit, flow, repeat, route } from 'millrace';

// A loop as a node: the body returns `again` or leaves, and a loop with too many rounds takes `exhausted`.

export interface Guess {
  readonly square: number;
  readonly root: number;
}

const improve = choose('improve', ({ square, root }: Guess) => {
  const better = { square, root: (root + square / root) / 2 };
  return Math.abs(better.root - root) < 1e-9 ? route('found', better) : route('again', better);
});

const { to, wire } = flow('square-root').nodes({
  improve: repeat(improve, { max: 20 }),
  found: exit<number>(),
  rough: exit<number>(),
});

export const squareRoot = wire('improve', {
  improve: { found: to.found.via(({ root }) => root), exhausted: to.rough.via(({ root }) => root) },
});
