import { all, exit, flow, fn, MachineStep, repeat, Step } from 'millrace';
import { type A, type AB, draft, Keep, round, SmallOrLarge } from './given';

const { to, out, maybe, input } = draft;
const rest = { one: to.ways, two: to.done };
const small = to.two.via((x: A) => ({ left: x, right: 1 }));

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error a source that does not fit (names A, number)
    large: to.two.from({ left: out.one, right: out.one }),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error a source that is missing (names right)
    large: to.two.from({ left: out.one }),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error a source that the target does not know (names middle)
    large: to.two.from({ left: out.one, right: out.two, middle: out.one }),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error a via that gives what the target does not take (names c)
    large: to.two.via((x) => ({ left: x, right: x.c })),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error an optional source where a value is needed (names A, undefined)
    large: to.two.from({ left: maybe.one, right: out.two }),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error the input of a flow that declares none (names unknown, A)
    large: to.two.from({ left: input, right: out.two }),
  },
});

draft.wire('one', {
  ...rest,
  ways: {
    small,
    // @ts-expect-error a value instead of a source (names string)
    large: to.two.from('left'),
  },
});

// @ts-expect-error an action that is not wired (names large)
draft.wire('one', { ...rest, ways: { small } });

draft.wire('one', {
  ...rest,
  // @ts-expect-error an action that does not exist (names huge)
  ways: { small, large: small, huge: small },
});

// @ts-expect-error a node that is not wired (names two)
draft.wire('one', { one: to.ways, ways: { small, large: small } });

draft.wire('one', {
  ...rest,
  ways: { small, large: small },
  // @ts-expect-error a node that does not exist (names three)
  three: to.done,
});

draft.wire('one', {
  ...rest,
  ways: { small, large: small },
  // @ts-expect-error an exit with edges (names done)
  done: to.one,
});

draft.wire('one', {
  ...rest,
  // @ts-expect-error one edge for several ways out (names small, large)
  ways: small,
});

draft.wire('one', {
  ...rest,
  // @ts-expect-error a target that does not exist (names tree)
  ways: { small, large: to.tree },
});

draft.wire('one', {
  ...rest,
  ways: { small, large: small },
  // @ts-expect-error an edge whose value does not fit (names number, A)
  two: to.one,
});

draft.wire('one', {
  ...rest,
  ways: { small, large: small },
  // @ts-expect-error an edge given as a text (names string)
  two: 'done',
});

// @ts-expect-error a start that does not exist (names zero, one)
draft.wire('zero', { ...rest, ways: { small, large: small } });

// @ts-expect-error a start that is an exit (names done, one)
draft.wire('done', { ...rest, ways: { small, large: small } });

const joined = flow('joined').nodes({
  join: all({ x: SmallOrLarge, y: Keep }),
  read: fn('read', (both: { x: A; y: A }) => both),
  done: exit<unknown>(),
});
joined.wire('join', {
  // @ts-expect-error a join whose branching result is taken as a bare value (names x, action, A)
  join: joined.to.read,
  read: joined.to.done,
});

const failing = flow('failing').nodes({ one: Keep, mend: Keep, done: exit<A>() });
failing.wire('one', {
  // @ts-expect-error an error edge to a node that takes no failure (names StepFailure, A)
  one: { next: failing.to.done, error: failing.to.mend },
  mend: failing.to.done,
});

@Step()
export class NeedsBoth extends MachineStep<AB, A> {
  execute(value: AB) {
    return value;
  }
}
export class Given {
  readonly a!: string;
}
const strict = flow('strict', { input: Given }).nodes({ both: NeedsBoth, done: exit<A>() });
// @ts-expect-error a declared input that the first node does not take (names Given, AB)
strict.wire('both', { both: strict.to.done });

const outer = flow('outer').nodes({
  round: repeat(round, { max: 3 }),
  done: exit<A>(),
});
outer.wire('round', {
  // @ts-expect-error a repeat whose limit nobody handles (names exhausted)
  round: { out: outer.to.done },
});

// @ts-expect-error an exit with the name of a system action (names error)
flow('system').nodes({ one: Keep, error: exit<A>() });

const texts = flow('texts').nodes({ length: fn('length', (text: string) => text.length), done: exit<number>() });
texts.wire('length', {
  // @ts-expect-error a value instead of the source of a text (names string)
  length: { next: texts.to.done, error: texts.to.length.from('text') },
});

const lists = flow('lists').nodes({
  one: Keep,
  two: fn('two', (list: readonly A[]) => list),
  done: exit<readonly A[]>(),
});
lists.wire('one', {
  // @ts-expect-error a list of sources (names Reference)
  one: lists.to.two.from([lists.out.one, lists.out.one]),
  two: lists.to.done,
});
