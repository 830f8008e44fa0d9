import { randomBytes } from 'node:crypto';

/** Makes ids that are unique among all processes: a random part for the engine, and a number. */
export function runIds(): () => string {
  const prefix = randomBytes(9).toString('base64url');
  let number = 0;
  return () => {
    number += 1;
    return `${prefix}-${number.toString(36)}`;
  };
}
