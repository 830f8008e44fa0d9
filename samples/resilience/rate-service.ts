import { TerminalError } from 'millrace';

/** The service responds, but not with a rate. */
export class Unavailable extends Error {
  readonly status = 503;
}

/** A client of an exchange-rate service that can be switched off. */
export class RateService {
  calls = 0;
  down = false;

  async rate(currency: string): Promise<number> {
    this.calls += 1;
    if (this.down) throw new Unavailable('503 from the rate service');
    if (currency === 'XXX') throw new TerminalError('XXX is no currency', { code: 'NO_SUCH_CURRENCY' });
    return currency.length / 2 + this.calls / 100;
  }
}

/** A client of the archive, which knows the closing rates of yesterday. */
export class Archive {
  broken = false;

  async closing(currency: string): Promise<number> {
    if (this.broken) throw new Error('the archive is being moved');
    return currency.length / 2;
  }
}
