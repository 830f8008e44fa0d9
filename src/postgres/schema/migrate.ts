import { MillraceError } from '../../errors';
import type { Database } from '../connection/database';
import type { Session } from '../connection/statement';
import { whereOf } from '../options';
import { COMMIT_FUNCTIONS } from './commit-functions';
import { ERASED_DIGESTS, POST_FUNCTION } from './digests';
import { DOCUMENT_FUNCTIONS, DOCUMENT_TABLE } from './documents';
import { FIRST_TABLES } from './first-tables';
import { INBOX_FUNCTIONS } from './inbox-functions';
import { LEASE_FUNCTIONS, LEASE_RENEWALS } from './lease-renewals';
import { SLOT_FUNCTIONS } from './permit-functions';
import { RUN_FUNCTIONS } from './run-functions';

/** The migrations, each from the version of its index to the next. A released migration is never changed. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [FIRST_TABLES, INBOX_FUNCTIONS, SLOT_FUNCTIONS, RUN_FUNCTIONS, COMMIT_FUNCTIONS],
  [DOCUMENT_TABLE, DOCUMENT_FUNCTIONS],
  [LEASE_RENEWALS, LEASE_FUNCTIONS],
  [ERASED_DIGESTS, POST_FUNCTION],
];

/** The state of the schema: whether it has a version table, whether it has any object, and the database encoding. */
interface Found {
  readonly ours: boolean;
  readonly anything: boolean;
  readonly encoding: string;
}

/**
 * Migrates the schema to the latest version, in one transaction. Concurrent callers wait for the first one.
 *
 * @throws {MillraceError} `STORAGE_TOO_NEW`, `STORAGE_CORRUPT`, or `STORAGE_UNAVAILABLE` if the schema belongs to another
 * program
 */
export async function migrate(database: Database): Promise<void> {
  if ((await versionOf(database, database)) === MIGRATIONS.length) return;
  await database.transaction(async (session) => {
    const run = (sql: string) => session.rows({ text: database.text(sql) });
    const { schema } = database.settings;
    await session.rows({ text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))' }, `millrace ${schema}`);
    const version = await versionOf(database, session);
    if (version === 0) {
      await run(`create schema if not exists ${schema}`);
      await run('create table @schema_version (version integer not null)');
      await run('insert into @schema_version (version) values (0)');
    }
    for (const change of MIGRATIONS.slice(version)) for (const sql of change) await run(sql);
    await run(`update @schema_version set version = ${MIGRATIONS.length}`);
  });
}

async function versionOf(database: Database, session: Session): Promise<number> {
  const { schema } = database.settings;
  const [found] = await session.rows<Found>({ text: FIND }, schema);
  const where = whereOf(database.settings);
  if (found?.encoding !== 'UTF8') {
    throw refusal(
      'STORAGE_UNAVAILABLE',
      where,
      'has an encoding other than UTF-8: create a database with encoding UTF8',
    );
  }
  if (!found.ours) {
    if (!found.anything) return 0;
    throw refusal('STORAGE_UNAVAILABLE', where, 'has other objects in that schema: give Millrace a schema of its own');
  }
  const text = database.text('select version from @schema_version');
  const [row] = await session.rows<{ readonly version: number }>({ text });
  const version = row?.version ?? 0;
  if (version < 1) {
    throw refusal(
      'STORAGE_CORRUPT',
      where,
      `has tables, but ${version} as the version of its schema: restore a backup, or use another schema`,
      { version },
    );
  }
  if (version <= MIGRATIONS.length) return version;
  throw refusal(
    'STORAGE_TOO_NEW',
    where,
    `has schema version ${version}, and this release of Millrace supports up to ${MIGRATIONS.length}: ` +
      'use the release that wrote it, or another schema',
    { version, known: MIGRATIONS.length },
  );
}

const FIND = `
  select current_setting('server_encoding') as encoding,
    exists (select 1 from pg_class where relnamespace = to_regnamespace($1) and relname = 'schema_version') as ours,
    exists (select 1 from pg_class where relnamespace = to_regnamespace($1)) as anything`;

function refusal(
  code: 'STORAGE_UNAVAILABLE' | 'STORAGE_TOO_NEW' | 'STORAGE_CORRUPT',
  where: string,
  what: string,
  details: Readonly<Record<string, unknown>> = {},
): MillraceError {
  return new MillraceError(code, `the PostgreSQL storage at ${where} ${what}`, { details: { where, ...details } });
}
