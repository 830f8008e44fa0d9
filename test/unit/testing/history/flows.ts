import {
  type ContextOf,
  choose,
  exit,
  flow,
  fn,
  HumanStep,
  MachineStep,
  node,
  PhasedStep,
  type RetryOptions,
  type RetryPolicy,
  route,
  Step,
  type StepFailure,
  signal,
  sleep,
  TerminalError,
  unchecked,
  waitFor,
  within,
} from 'millrace';
import { z } from 'zod';

interface Bill {
  readonly total: number;
}

interface Ordered {
  readonly amount: number;
}

/** What a developer may change without touching the graph. */
interface Rules {
  readonly fee?: number;
  readonly limit?: number;
  readonly least?: number;
}

/** What the flow is made of, on every day. */
function parts({ limit = 1000, least = 0 }: Rules = {}) {
  return {
    input: { version: '1.0.0', input: z.object({ amount: z.number().min(least) }) },
    stock: fn('stock', ({ amount }: Ordered) => ({ amount, shelf: 'A7' })),
    amount: choose('amount', (order: Ordered) => route(order.amount < limit ? 'small' : 'large', order)),
    charge: fn('charge', ({ total }: Bill) => ({ paid: total })),
    pack: fn('pack', (given: object) => Object.keys(given).join()),
    done: exit<string>(),
    manual: exit<Ordered>(),
  };
}

const bill = ({ amount }: Ordered): Bill => ({ total: amount });

export function shop({ fee = 0, ...rules }: Rules = {}) {
  const { input, ...nodes } = parts(rules);
  const { to, wire } = flow('shop', input).nodes(nodes);
  return wire('stock', {
    stock: to.amount,
    amount: { small: to.charge.via(({ amount }: Ordered) => ({ total: amount + fee })), large: to.manual },
    charge: to.pack,
    pack: to.done,
  });
}

export function renamed() {
  const { input, charge: collect, ...nodes } = parts();
  const { to, wire } = flow('shop', input).nodes({ ...nodes, collect });
  return wire('stock', {
    stock: to.amount,
    amount: { small: to.collect.via(bill), large: to.manual },
    collect: to.pack,
    pack: to.done,
  });
}

export function inserted() {
  const { input, ...nodes } = parts();
  const { to, wire } = flow('shop', input).nodes({
    ...nodes,
    audit: fn('audit', (paid: { readonly paid: number }) => paid),
  });
  return wire('stock', {
    stock: to.amount,
    amount: { small: to.charge.via(bill), large: to.manual },
    charge: to.audit,
    audit: to.pack,
    pack: to.done,
  });
}

export function rewired() {
  const { input, ...nodes } = parts();
  const { to, wire } = flow('shop', input).nodes(nodes);
  return wire('stock', {
    stock: to.amount,
    amount: { small: to.pack, large: to.charge.via(bill) },
    charge: to.manual.via(({ paid: amount }) => ({ amount })),
    pack: to.done,
  });
}

export function pulledOut() {
  const { input, charge, ...nodes } = parts();
  const inner = flow<Bill>('billing').nodes({ charge, paid: exit<{ readonly paid: number }>() });
  const billing = inner.wire('charge', { charge: inner.to.paid });
  const { to, wire } = flow('shop', input).nodes({ ...nodes, billing });
  return wire('stock', {
    stock: to.amount,
    amount: { small: to.billing.via(bill), large: to.manual },
    billing: to.pack,
    pack: to.done,
  });
}

export function fail(): never {
  throw new TerminalError('no', { code: 'NO' });
}

@Step()
class Stubborn extends MachineStep<number, string> {
  execute(): string {
    throw new Error('busy');
  }

  override fallback({ failure, attempts }: StepFailure<number>) {
    return `${failure.code} ${attempts} fallen back`;
  }
}

export function stubborn(retry: RetryOptions | RetryPolicy) {
  const { to, wire } = flow<number>('stubborn').nodes({
    warm: fn('warm', (n: number) => n),
    work: node(Stubborn, { retry: { maxAttempts: 2, ...retry } }),
    done: exit<string>(),
  });
  return wire('warm', { warm: to.work, work: to.done });
}

@Step({ form: unchecked<{ readonly ok: boolean }>() })
export class Approve extends HumanStep<string, { readonly ok: boolean }, { yes: string; no: string }> {
  request(order: string) {
    return { title: order, reminder: { after: '10h' }, escalation: { after: '20h', to: 'chiefs' } } as const;
  }

  complete(
    { ok }: { readonly ok: boolean },
    _order: string,
    _context: ContextOf<this>,
    { by }: { readonly by: string },
  ) {
    return ok ? this.to('yes', by) : this.to('no', by);
  }
}

/** Wants to be told more. */
@Step({ form: z.object({ ok: z.boolean(), reason: z.string() }) })
class ApproveWithReason extends HumanStep<
  string,
  { readonly ok: boolean; readonly reason: string },
  { yes: string; no: string }
> {
  request(order: string) {
    return { title: order };
  }

  complete({ ok, reason }: { readonly ok: boolean; readonly reason: string }) {
    return ok ? this.to('yes', reason) : this.to('no', reason);
  }
}

export const paid = signal<Date>('paid');

export function approval(limit: '48h' | '24h' = '48h', wantsReason = false) {
  const { to, out, wire } = flow<string>('approval').nodes({
    approve: wantsReason ? within(ApproveWithReason, limit) : within(Approve, limit),
    pause: sleep('5m'),
    payment: waitFor(paid),
    done: exit<{ readonly by: string; readonly at: Date }>({}),
    late: exit<string>(),
    refused: exit<string>(),
  });
  return wire('approve', {
    approve: { yes: to.pause, no: to.refused, overdue: to.late },
    pause: to.payment,
    payment: to.done.from({ by: out.approve.yes, at: out.payment }),
  });
}

@Step()
class Book extends MachineStep<string, string> {
  execute(what: string) {
    return what;
  }

  override compensate() {}
}

@Step()
class BookForGood extends MachineStep<string, string> {
  execute(what: string) {
    return what;
  }

  override compensate() {
    throw new TerminalError('cannot be undone', { code: 'GONE' });
  }
}

@Step()
class BookUndone extends MachineStep<string, string> {
  execute(what: string) {
    return what;
  }
}

export function booking(undoes = true) {
  const { to, wire } = flow<string>('booking').nodes({
    flight: undoes ? Book : BookUndone,
    hotel: BookForGood,
    car: fn('car', (): string => {
      throw new TerminalError('no car', { code: 'NO_CAR' });
    }),
    done: exit<string>(),
  });
  return wire('flight', { flight: to.hotel, hotel: to.car, car: to.done });
}

@Step()
export class Phased extends PhasedStep<number, number, number, { low: number; high: number }> {
  prepare(n: number) {
    return n;
  }

  execute(n: number) {
    return n;
  }

  finish(n: number) {
    return n < 10 ? this.to('low', n) : this.to('high', n);
  }
}

@Step()
export class Skipped extends MachineStep<number, number> {
  execute(): number {
    throw new Error('not needed');
  }

  override skip(n: number) {
    return { instead: n };
  }
}

@Step()
export class Slow extends MachineStep<number, string> {
  private calls = 0;

  async execute(n: number): Promise<string> {
    this.calls += 1;
    if (this.calls === 1) await new Promise(() => {});
    return `${n} at last`;
  }
}
