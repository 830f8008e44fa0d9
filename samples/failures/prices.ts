/** A client of a price service. Rejects for an unknown article, or if the service does not respond. */
export class Prices {
  constructor(readonly of: (article: string) => Promise<number>) {}
}

/** A second price service. */
export class SparePrices {
  constructor(readonly of: (article: string) => Promise<number>) {}
}
