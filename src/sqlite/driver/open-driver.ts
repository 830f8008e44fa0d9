import { MillraceError } from '../../errors';
import { findBetterSqlite3, openBetterSqlite3 } from './better-sqlite3';
import type { Driver, DriverName } from './driver';
import { findNodeSqlite, openNodeSqlite } from './node-sqlite';

/**
 * Opens a file with the requested library, or else with the first available one.
 *
 * @throws {MillraceError} `UNSUPPORTED` if there is none; also throws the errors of the library
 */
export function openDriver(file: string, wanted: DriverName | undefined): Driver {
  if (wanted !== 'node:sqlite') {
    const better = findBetterSqlite3();
    if (better) return openBetterSqlite3(better, file);
  }
  if (wanted !== 'better-sqlite3') {
    const own = findNodeSqlite();
    if (own) return openNodeSqlite(own, file);
  }
  throw new MillraceError(
    'UNSUPPORTED',
    wanted === 'node:sqlite'
      ? `sqliteStorage(): expected the runtime to have node:sqlite, but Node ${process.version} does not: leave the option driver ` +
          'out and run "npm install better-sqlite3"'
      : 'sqliteStorage(): expected the package better-sqlite3, which is not installed: run "npm install better-sqlite3"',
    { details: { driver: wanted ?? 'better-sqlite3' } },
  );
}
