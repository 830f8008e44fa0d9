import { compatible, exit, flow, fn, signal, waitFor } from 'millrace';

// A flow in two versions, and what an operator does with its runs.

export interface Invoice {
  readonly id: string;
  readonly cents: number;
}

export const released = signal<{ readonly by: string }>('invoice.released');

/** Stands for a ledger that somebody has to repair now and then. */
export class Ledger {
  readonly booked: string[] = [];
  broken = false;

  book({ id, cents }: Invoice): string {
    if (this.broken) throw new Error('the ledger is closed for repair');
    this.booked.push(`${id} ${cents}`);
    return id;
  }
}

/** Books an invoice once somebody has released it. */
export function invoiceV1(ledger: Ledger) {
  const { to, wire, input } = flow<Invoice>('invoice', { version: '1.0.0' }).nodes({
    release: waitFor(released),
    book: fn('book', (invoice: Invoice) => ledger.book(invoice)),
    done: exit<string>(),
  });
  return wire('release', { release: to.book.from(input), book: to.done });
}

/** The same with a better name for what is waited for, and with a check before. */
export function invoiceV2(ledger: Ledger) {
  const { to, wire, input } = flow<Invoice>('invoice', { version: '2.0.0' }).nodes({
    check: fn('check', ({ cents }: Invoice) => cents > 0),
    approval: waitFor(released),
    book: fn('book', (invoice: Invoice) => ledger.book(invoice)),
    done: exit<string>(),
  });
  return wire('check', { check: to.approval, approval: to.book.from(input), book: to.done });
}

/** What stands in the way of moving waiting runs, before any is touched. */
export function obstacles(ledger: Ledger, map?: Readonly<Record<string, string>>) {
  return compatible(invoiceV1(ledger), invoiceV2(ledger), { map }).obstacles;
}
