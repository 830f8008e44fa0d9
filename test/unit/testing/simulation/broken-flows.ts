import {
  all,
  any,
  type ContextOf,
  exit,
  flow,
  fn,
  MachineStep,
  Step,
  type StepContext,
  signal,
  waitFor,
} from 'millrace';
import { memoryStorage, type Storage } from 'millrace/storage';

/** Whom cards belong to, and what was taken from them. */
export class Bank {
  readonly charges: string[] = [];
}

/** A chain of five steps, of which the third pays. */
export function payment(charge: (bank: Bank, ctx: StepContext) => void) {
  const inc = fn('inc', (n: number) => n + 1);
  @Step({ retry: { maxAttempts: 4, initial: 1000 }, timeout: '10s' })
  class Charge extends MachineStep<number, number> {
    constructor(readonly bank: Bank) {
      super();
    }

    execute(n: number, ctx: ContextOf<this>) {
      charge(this.bank, ctx);
      return n + 1;
    }
  }
  const { to, wire } = flow('payment').nodes({ a: inc, b: inc, charge: Charge, c: inc, d: inc, done: exit<number>() });
  return { Charge, paying: wire('a', { a: to.b, b: to.charge, charge: to.c, c: to.d, d: to.done }) };
}

/** Two branches that write down when they work, in a place that both can see. */
export function racing(log: (what: string) => void) {
  const branch = (name: string) =>
    fn(name, async () => {
      log(name);
      await Promise.resolve();
      return name;
    });
  const { to, wire } = flow('racing').nodes({
    both: all({ left: branch('left'), right: branch('right') }),
    first: any({ red: branch('red'), blue: branch('blue') }),
    red: exit<string>(),
    blue: exit<string>(),
  });
  return wire('both', { both: to.first, first: { red: to.red, blue: to.blue } });
}

export const go = signal<number>('go');

const gate = flow<number>('gate').nodes({ wait: waitFor(go), done: exit<number>() });
export const waiting = gate.wire('wait', { wait: gate.to.done });

/** A storage that keeps all promises but some. */
export function broken(change: (storage: Storage) => Partial<Storage>): () => Storage {
  return () => {
    const storage = memoryStorage();
    return { ...storage, ...change(storage) };
  };
}
