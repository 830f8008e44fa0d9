import type { Priced } from './first-flow';

/** The client of a carrier. */
export abstract class Carrier {
  /** Books a pick-up; a repeated key returns the same booking. */
  abstract book(priced: Priced, options: { readonly key: string; readonly signal: AbortSignal }): Promise<string>;
}

/** A carrier whose service is down for the first calls. */
export class TiredCarrier extends Carrier {
  constructor(private failures: number) {
    super();
  }

  override async book(priced: Priced): Promise<string> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw Object.assign(new Error('the carrier is busy'), { status: 503 });
    }
    return `booking of ${priced.parcel.id}`;
  }
}
