/** A fake booking service that knows what is booked and what is sold out. */
export class Bookings {
  readonly log: string[] = [];
  private readonly booked = new Map<string, string>();

  constructor(private readonly soldOut: ReadonlySet<string>) {}

  /** Books something at most once for a key. */
  async book(what: string, key: string, signal: AbortSignal): Promise<number> {
    // One airline answers later than the other.
    for (let turn = what.startsWith('cheap') ? 3 : 1; turn > 0; turn -= 1) await new Promise(setImmediate);
    // A call that was aborted should do nothing more.
    signal.throwIfAborted();
    const [kind = ''] = what.split(' to ');
    if (this.soldOut.has(kind)) throw new SoldOut(`${what} is sold out`);
    if (!this.booked.has(key)) this.log.push(`booked ${what}`);
    this.booked.set(key, what);
    return this.booked.size;
  }

  async cancel(key: string): Promise<void> {
    await Promise.resolve();
    const what = this.booked.get(key);
    if (this.booked.delete(key) && what !== undefined) this.log.push(`cancelled ${what}`);
  }
}

class SoldOut extends Error {
  /** A failure that another attempt would not fix. */
  readonly terminal = true;
}
