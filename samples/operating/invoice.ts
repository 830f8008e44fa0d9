import { compatible, exit, flow, fn, signal, waitFor } from 'millrace';

// A flow in two versions, for the requests of an operator.

export interface Invoice {
  readonly id: string;
  readonly cents: number;
}

export const released = signal<{ readonly by: string }>('invoice.released');

/** A fake ledger that has to be repaired from time to time. */
export class Ledger {
  readonly booked: string[] = [];
  broken = false;

  book({ id, cents }: Invoice): string {
    if (this.broken) throw new Error('the ledger is closed for repair');
    this.booked.push(`${id} ${cents}`);
    return id;
  }
}

/** Books an invoice once a person has released it. */
export function invoiceV1(ledger: Ledger) {
  const { to, wire, input } = flow<Invoice>('invoice', { version: '1.0.0' }).nodes({
    release: waitFor(released),
    book: fn('book', (invoice: Invoice) => ledger.book(invoice)),
    done: exit<string>(),
  });
  return wire('release', { release: to.book.from(input), book: to.done });
}

/** The same flow with a better name for the wait, and with a check before it. */
export function invoiceV2(ledger: Ledger) {
  const { to, wire, input } = flow<Invoice>('invoice', { version: '2.0.0' }).nodes({
    check: fn('check', ({ cents }: Invoice) => cents > 0),
    approval: waitFor(released),
    book: fn('book', (invoice: Invoice) => ledger.book(invoice)),
    done: exit<string>(),
  });
  return wire('check', { check: to.approval, approval: to.book.from(input), book: to.done });
}

/** The obstacles to moving waiting runs, computed before any is touched. */
export function obstacles(ledger: Ledger, map?: Readonly<Record<string, string>>) {
  return compatible(invoiceV1(ledger), invoiceV2(ledger), { map }).obstacles;
}
