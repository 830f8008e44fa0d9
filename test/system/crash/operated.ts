import { all, type ContextOf, exit, flow, type fn, MachineStep, Step, signal, waitFor } from 'millrace';
import type { Did, Kind } from './kind';

type Inc = ReturnType<typeof fn<number, number>>;

/** What is added to an input with which a step can do something. */
const REPAIRED = 1_000_000;

/** Is cancelled while it works or waits, and has to be undone. */
export function stopped(did: Did): Kind {
  @Step()
  class Reserve extends MachineStep<number, number> {
    async execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return n;
    }
    override async compensate(_: { input: number; output: number }, ctx: ContextOf<this>) {
      did(ctx, 'undid');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  const { to, wire } = flow('stopped').nodes({
    a: Reserve,
    b: Reserve,
    idle: waitFor(signal<unknown>('never')),
    done: exit<unknown>(),
  });
  const cancel = 'not needed any more';
  return {
    flow: wire('a', { a: to.b, b: to.idle, idle: to.done }),
    outcome: () => ({ cancelled: cancel }),
    cancel,
  };
}

/** Fails, and is tried again with an input that does. What was done beside is not done again. */
export function redriven(did: Did): Kind {
  @Step()
  class Work extends MachineStep<number, number> {
    async execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return n;
    }
  }
  @Step()
  class Strict extends MachineStep<number, number> {
    execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      if (n < REPAIRED) throw new Error('not this one');
      return n - REPAIRED;
    }
  }
  const { to, wire } = flow('redriven').nodes({ before: Work, strict: Strict, after: Work, done: exit<number>() });
  return {
    flow: wire('before', { before: to.strict, strict: to.after, after: to.done }),
    outcome: (n) => n,
    redrive: (n) => n + REPAIRED,
  };
}

/** Has a flow inside and a branch beside it, and is copied from its first step on. */
export function copied(did: Did, inc: Inc): Kind {
  @Step()
  class First extends MachineStep<number, number> {
    execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      ctx.shared.set('first', n);
      return n;
    }
  }
  @Step()
  class Last extends MachineStep<{ x: number; y: number }, number> {
    execute({ x, y }: { x: number; y: number }, ctx: ContextOf<this>) {
      did(ctx);
      return ctx.shared.getNumber('first') + x + y;
    }
  }
  const inner = flow('copied-inner').nodes({ p: inc, q: inc, out: exit<number>() });
  const inside = inner.wire('p', { p: inner.to.q, q: inner.to.out });
  const { to, wire } = flow('copied').nodes({
    first: First,
    both: all({ x: inc, y: inside }),
    last: Last,
    done: exit<number>(),
  });
  return {
    flow: wire('first', { first: to.both, both: to.last, last: to.done }),
    outcome: (n) => n + (n + 1) + (n + 2),
    copyAfter: 'first#1',
  };
}
