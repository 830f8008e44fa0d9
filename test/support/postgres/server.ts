import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Binaries, findBinaries } from './binaries';

const USER = 'miller';
export const PASSWORD = 'grist-and-flour';

/** What a server says that is ready. */
const READY = 'database system is ready to accept connections';
const LOOK_MS = 10;
/** How often another port is tried: another process may have taken the one that was free. */
const MOST_PORTS = 5;

/** How a server works. */
export interface ServerOptions {
  readonly waitsForDisk?: boolean | undefined;
  /** Whether the server goes on when the process that started it has ended. */
  readonly outlivesProcess?: boolean | undefined;
}

/**
 * A PostgreSQL server of this test alone, on a free port of the loopback. Unless it is told to, it does not wait for the disk
 * (`fsync=off`): what a power cut would lose is not tested, and what the server has acknowledged outlives the end of its process
 * all the same.
 */
export class PostgresServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly binaries: Binaries,
    readonly folder: string,
    private readonly options: ServerOptions,
    private port = 0,
  ) {}

  /** Returns the path of a file that is there as long as the server of a folder runs. */
  static lockIn(folder: string): string {
    return join(folder, 'data', 'postmaster.pid');
  }

  static async create(wanted: ServerOptions = {}): Promise<PostgresServer> {
    const binaries = findBinaries();
    const { uid, gid } = binaries.account;
    const folder = mkdtempSync(join(tmpdir(), 'millrace-pg-'));
    const secret = join(folder, 'password');
    writeFileSync(secret, PASSWORD);
    if (uid !== undefined && gid !== undefined) for (const path of [folder, secret]) chownSync(path, uid, gid);
    const data = join(folder, 'data');
    const options = [
      '--no-sync',
      '--auth=password',
      `--pwfile=${secret}`,
      `--username=${USER}`,
      '--encoding=UTF8',
      '--locale=C',
    ];
    const { status, stderr } = spawnSync(join(binaries.folder, 'initdb'), [`--pgdata=${data}`, ...options], {
      ...binaries.account,
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
    const server = new PostgresServer(binaries, folder, wanted);
    for (let attempt = 1; ; attempt += 1) {
      server.port = await freePort();
      try {
        await server.start();
        return server;
      } catch (error) {
        if (attempt === MOST_PORTS) throw error;
      }
    }
  }

  get pid(): number {
    const pid = this.process?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  /** Gives the URL with other parts, if any are given. */
  url({ password = PASSWORD, database = 'postgres' } = {}): string {
    return `postgres://${USER}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    const { waitsForDisk = false, outlivesProcess = false } = this.options;
    const settings = {
      fsync: waitsForDisk ? 'on' : 'off',
      full_page_writes: waitsForDisk ? 'on' : 'off',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    };
    const options = Object.entries({ ...settings, shared_buffers: '32MB' }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const data = join(this.folder, 'data');
    const log = join(this.folder, 'log');
    const file = openSync(log, 'w');
    const started = spawn(join(this.binaries.folder, 'postgres'), ['-D', data, '-p', `${this.port}`, ...options], {
      ...this.binaries.account,
      cwd: this.folder,
      stdio: ['ignore', 'ignore', file],
      detached: outlivesProcess,
    });
    closeSync(file);
    if (outlivesProcess) started.unref();
    this.process = started;
    while (!readFileSync(log, 'utf8').includes(READY)) {
      if (started.exitCode !== null) throw new Error(`the server did not start:\n${readFileSync(log, 'utf8')}`);
      await pause(LOOK_MS);
    }
  }

  /** Carries out a statement over a connection of its own. */
  async query(sql: string): Promise<readonly Record<string, unknown>[]> {
    return this.connected(async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
  }

  /** Holds what a statement locks. */
  async hold(sql: string): Promise<{ readonly release: () => Promise<void> }> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    await client.query('begin');
    await client.query(sql);
    return { release: () => client.end() };
  }

  /** Resolves as soon as somebody waits for a lock. */
  async untilWaiting(): Promise<void> {
    await this.connected(async (client) => {
      while ((await client.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).rows.length === 0);
    });
  }

  /** Ends the server: `fast` cuts connections and writes what is left, `immediate` leaves it to the next start to recover. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (!process || process.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  private async connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.folder, { recursive: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('expected a port'));
      });
    });
  });
}
