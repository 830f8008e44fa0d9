/** Thrown inside for a call that a breaker turned away: it was not made, and making it again at once is no use. */
export class RejectedError extends Error {
  constructor(readonly error: unknown) {
    super('turned away', { cause: error });
  }
}
