import { hrtime } from 'node:process';

// Taken once, before a test can put a fake clock in its place.
const nanoseconds = hrtime.bigint.bind(hrtime);

/** Real time that has passed since some moment, in ms. */
export function realMs(): number {
  return Number(nanoseconds()) / 1e6;
}
