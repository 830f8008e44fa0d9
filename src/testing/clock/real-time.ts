import { hrtime } from 'node:process';

// Read once, before a test can install a fake clock.
const nanoseconds = hrtime.bigint.bind(hrtime);

/** Returns the real time since a fixed moment, in ms. */
export function realMs(): number {
  return Number(nanoseconds()) / 1e6;
}
