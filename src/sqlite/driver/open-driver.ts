import { MillraceError } from '../../errors';
import { findBetterSqlite3, openBetterSqlite3 } from './better-sqlite3';
import type { Driver, DriverName } from './driver';
import { findNodeSqlite, openNodeSqlite } from './node-sqlite';

/**
 * Opens a file with the library that was asked for, else with the first that is there.
 *
 * @throws {MillraceError} `UNSUPPORTED` if there is none, and whatever the library says of the file
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
      ? `sqliteStorage: expected the runtime to have node:sqlite, and Node ${process.version} has not: leave the option driver ` +
          'out and run "npm install better-sqlite3"'
      : 'sqliteStorage: expected the package better-sqlite3, which is not installed: run "npm install better-sqlite3"',
    { details: { driver: wanted ?? 'better-sqlite3' } },
  );
}
