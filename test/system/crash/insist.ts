import { MillraceError } from 'millrace';

/** Asks again for as long as the storage does not answer, which on a busy machine says nothing but that it is busy. */
export async function insist<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!MillraceError.is(error, 'STORAGE_UNAVAILABLE')) throw error;
    }
  }
}
