import {
  all,
  any,
  type ContextOf,
  each,
  exit,
  flow,
  fn,
  key,
  MachineStep,
  RouterStep,
  Step,
  type StepContext,
  signal,
  sleep,
  waitFor,
} from 'millrace';
import type { Did, Kind } from './kind';
import { copied, redriven, stopped } from './operated';
import type { Line } from './side-effects';
import { staffed } from './staffed';

/** Each run of a kind with signals gets those numbered from 1. */
export const paid = signal<{ readonly no: number }>('paid');

const rounds = key('rounds', 0);
const sum = key('sum', 0);

/**
 * The mixed load. Every step that is no wait writes down that it is executed, before it does anything else.
 *
 * @param isLet tells whether a step that takes its time may end by itself
 */
export function load(write: (line: Line) => void, isLet: () => boolean = () => true): Readonly<Record<string, Kind>> {
  const did: Did = (ctx, what = 'did') => {
    write({ what, work: ctx.idempotencyKey, at: Date.now(), pid: process.pid });
  };
  const inc = incOf(did);
  return {
    loop: loop(did),
    wide: wide(did, inc),
    order: order(did, inc),
    undone: undone(did),
    staffed: staffed(did),
    stopped: stopped(did),
    redriven: redriven(did),
    copied: copied(did, inc),
    patient: patient(did, inc, isLet),
  };
}

type Inc = ReturnType<typeof incOf>;

/** A step of which several nodes are made. */
function incOf(did: Did) {
  return fn('inc', async (n: number, ctx: StepContext) => {
    did(ctx);
    await new Promise((resolve) => setTimeout(resolve, n % 4));
    return n + 1;
  });
}

/** Goes round so often that a checkpoint is written on the way. */
function loop(did: Did): Kind {
  @Step()
  class Round extends RouterStep<number, { again: number; over: number }> {
    async execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      const count = ctx.shared.update(rounds, (before) => before + 1);
      await new Promise(setImmediate);
      return count < 40 ? this.to('again', n + 1) : this.to('over', n + 1);
    }
  }
  const { to, wire } = flow('loop').nodes({ round: Round, done: exit<number>() });
  return {
    flow: wire('round', { round: { again: to.round, over: to.done } }),
    outcome: (n) => n + 40,
  };
}

/** Branches, the first of two, items, a flow inside, and a store that all of them write to. */
function wide(did: Did, inc: Inc): Kind {
  const inner = flow('inner').nodes({ x: inc, y: inc, out: exit<number>() });
  const inside = inner.wire('x', { x: inner.to.y, y: inner.to.out });
  const add = fn('add', async (n: number, ctx: StepContext) => {
    did(ctx);
    await new Promise((resolve) => setTimeout(resolve, 2));
    ctx.shared.update(total, (before) => before + n);
    return n;
  });
  const { to, wire } = flow('wide').nodes({
    both: all({ left: inc, right: inside }),
    list: fn('list', ({ left, right }: { left: number; right: number }, ctx: StepContext) => {
      did(ctx);
      return [left, right, 1, 2];
    }),
    items: each(add, { concurrency: 3 }),
    first: any({ a: inc, b: inc }),
    last: fn('last', (_: unknown, ctx: StepContext) => {
      did(ctx);
      return ctx.shared.get(total);
    }),
    done: exit<number>(),
  });
  return {
    flow: wire('both', {
      both: to.list,
      list: to.items,
      items: to.first.via((items) => items.length),
      first: { a: to.last, b: to.last },
      last: to.done,
    }),
    outcome: (n) => n + 1 + (n + 2) + 1 + 2,
  };
}

const total = key('total', 0, { merge: (base, values) => values.reduce((all, value) => all + value - base, base) });

/** Waits for time and for people, and has to be tried twice. */
function order(did: Did, inc: Inc): Kind {
  @Step({ retry: { maxAttempts: 3, initial: 20, jitter: false } })
  class Flaky extends MachineStep<number, number> {
    execute(n: number, ctx: ContextOf<this>) {
      did(ctx);
      if (ctx.attempt < 2) throw new Error('not yet');
      return n;
    }
  }
  const take = fn('take', ({ no }: { no: number }, ctx: StepContext) => {
    did(ctx);
    ctx.shared.update(sum, (before) => before + no);
  });
  const { to, wire, input } = flow<number>('order').nodes({
    before: inc,
    idleNap: sleep(1100),
    idleFirst: waitFor(paid),
    take1: take,
    idleSecond: waitFor(paid),
    take2: take,
    flaky: Flaky,
    last: fn('last', (n: number, ctx: StepContext) => {
      did(ctx);
      return n + ctx.shared.get(sum);
    }),
    done: exit<number>(),
  });
  return {
    flow: wire('before', {
      before: to.idleNap,
      idleNap: to.idleFirst,
      idleFirst: to.take1,
      take1: to.idleSecond,
      idleSecond: to.take2,
      take2: to.flaky.from(input),
      flaky: to.last,
      last: to.done,
    }),
    outcome: (n) => n + 3,
    signals: 2,
  };
}

/** Fails, and has to be undone. */
function undone(did: Did): Kind {
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
  const broken = fn('broken', (_: number, ctx: StepContext): number => {
    did(ctx);
    throw new Error('out of stock');
  });
  const { to, wire } = flow('undone').nodes({ a: Reserve, b: Reserve, broken, done: exit<number>() });
  return {
    flow: wire('a', { a: to.b, b: to.broken, broken: to.done }),
    outcome: () => ({ failed: 'out of stock' }),
  };
}

/** Has a step that takes as long as it is let, and leaves it when it is told to. */
function patient(did: Did, inc: Inc, isLet: () => boolean): Kind {
  const long = fn('long', async (n: number, ctx: StepContext) => {
    const ends = isLet();
    did(ctx);
    // Asked for late, as by a step that hands it on.
    while (!ends) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!ctx.signal.aborted) continue;
      did(ctx, 'aborted');
      ctx.signal.throwIfAborted();
    }
    return n + 1;
  });
  const { to, wire } = flow('patient').nodes({ long, next: inc, done: exit<number>() });
  return { flow: wire('long', { long: to.next, next: to.done }), outcome: (n) => n + 2, isLong: true };
}
