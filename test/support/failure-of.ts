import { type FailureRecord, RunFailedError } from 'millrace';

/** Awaits with which failure a run ends. */
export async function failureOf(result: Promise<unknown>): Promise<FailureRecord> {
  const error: unknown = await result.then(
    (value) => new Error(`completed with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RunFailedError)) throw error;
  return error.failure;
}
