/** The internal error for a call that a breaker rejected: it was not made, and must not be retried immediately. */
export class RejectedError extends Error {
  constructor(readonly error: unknown) {
    super('rejected', { cause: error });
  }
}
