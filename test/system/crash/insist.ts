import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from 'millrace';

/** The codes of a storage that may work again later. */
const TRANSIENT: readonly string[] = ['STORAGE_UNAVAILABLE', 'STORAGE_FULL'];
const PAUSE_MS = 20;

/** Repeats a request for as long as the storage does not answer: on a busy machine that may only mean that it is busy. */
export async function insist<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!MillraceError.is(error) || !TRANSIENT.includes(error.code)) throw error;
      await pause(PAUSE_MS);
    }
  }
}
