import { Conditions } from '../../storage/adapter-kit';
import type { PostgresValue } from '../connection/statement';

/** Returns an empty `where` clause for PostgreSQL. */
export function conditions(): Conditions<PostgresValue> {
  return new Conditions((position) => `$${position}`);
}
