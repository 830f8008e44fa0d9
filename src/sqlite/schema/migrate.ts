import { MillraceError } from '../../errors';
import type { Driver } from '../driver/driver';
import { DOCUMENT_TABLE } from './document-table';
import { ERASED_DIGESTS } from './erased-digests';
import { FIRST_SCHEMA } from './first-schema';
import { LEASE_RENEWALS } from './lease-renewals';

/** The migrations, each from the version of its index to the next. A released migration is never changed. */
const MIGRATIONS: readonly string[] = [FIRST_SCHEMA, DOCUMENT_TABLE, LEASE_RENEWALS, ERASED_DIGESTS];

/** The application id that marks a file of Millrace: "MILL". */
const APPLICATION_ID = 0x4d494c4c;

/**
 * Migrates the schema of a file to the latest version, in one transaction.
 *
 * @throws {MillraceError} `STORAGE_TOO_NEW`, `STORAGE_CORRUPT`, or `STORAGE_UNAVAILABLE` if the file belongs to another
 * program
 */
export function migrate(driver: Driver, file: string): void {
  const version = versionOf(driver, file);
  if (version === MIGRATIONS.length) return;
  driver.exec('begin immediate');
  try {
    // Another process may have migrated the file meanwhile.
    for (const change of MIGRATIONS.slice(versionOf(driver, file))) driver.exec(change);
    driver.exec(`pragma user_version = ${MIGRATIONS.length}; pragma application_id = ${APPLICATION_ID}; commit`);
  } catch (error) {
    rollBack(driver);
    throw error;
  }
}

function versionOf(driver: Driver, file: string): number {
  const version = numberOf(driver, 'select user_version as n from pragma_user_version');
  const application = numberOf(driver, 'select application_id as n from pragma_application_id');
  const hasTables = numberOf(driver, 'select count(*) as n from sqlite_schema') > 0;
  if (application !== APPLICATION_ID && hasTables) {
    throw new MillraceError(
      'STORAGE_UNAVAILABLE',
      `the SQLite database "${file}" belongs to another program: give Millrace a file of its own`,
      { details: { file } },
    );
  }
  if (version < 0 || (version === 0 && hasTables)) {
    throw new MillraceError(
      'STORAGE_CORRUPT',
      `the SQLite storage "${file}" has tables, but ${version} as the version of its schema: restore a backup, or use another file`,
      { details: { file, version } },
    );
  }
  if (version <= MIGRATIONS.length) return version;
  throw new MillraceError(
    'STORAGE_TOO_NEW',
    `the SQLite storage "${file}" has schema ${version}, and this release of Millrace supports up to ${MIGRATIONS.length}: ` +
      'use the release that wrote it, or another file',
    { details: { file, version, known: MIGRATIONS.length } },
  );
}

function rollBack(driver: Driver): void {
  try {
    driver.exec('rollback');
  } catch {
    // SQLite has rolled back already, as it does for a file that cannot be read. The caller gets the first error.
  }
}

function numberOf(driver: Driver, sql: string): number {
  return driver.prepare<{ readonly n: number }>(sql).get()?.n ?? 0;
}
