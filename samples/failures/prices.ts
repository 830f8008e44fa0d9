/** A client of a price service. What a service does not know or cannot tell is an error. */
export class Prices {
  constructor(readonly of: (article: string) => Promise<number>) {}
}

/** The same, somewhere else. */
export class SparePrices {
  constructor(readonly of: (article: string) => Promise<number>) {}
}
