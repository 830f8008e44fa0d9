import { Conditions } from '../../storage/adapter-kit';
import type { SqliteValue } from '../driver/driver';

/** Returns an empty `where` clause for SQLite. */
export function conditions(): Conditions<SqliteValue> {
  return new Conditions(() => '?');
}
