import fc from 'fast-check';
import { DEFAULT_SEED } from './seeds';

/** The seed of everything that a test draws at random. */
export const SEED = numberIn('MILLRACE_SEED', DEFAULT_SEED);

/** By how much more cases are tried than by default. */
const FACTOR = numberIn('MILLRACE_CASES', 1);

/** Returns how many cases are tried where so many are by default. */
export function cases(count: number): number {
  return Math.ceil(count * FACTOR);
}

/** Returns how far one of many cases is from the next where only every so manieth is tried by default. */
export function stride(by: number): number {
  return Math.max(1, Math.round(by / FACTOR));
}

function numberIn(variable: string, otherwise: number): number {
  const given = process.env[variable];
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (given.trim() === '' || !Number.isFinite(number))
    throw new Error(`${variable}: expected a number, got "${given}"`);
  return number;
}

fc.configureGlobal({ seed: SEED, numRuns: cases(100) });

// Tests take fast-check from here, which eslint sees to: no property is without the seed.
export { fc };
