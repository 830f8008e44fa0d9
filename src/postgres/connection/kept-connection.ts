import type { Client } from 'pg';
import type { PostgresSettings } from '../options';
import { loadDriver, prepare, ref, unlimitedClientOf, unref } from './driver';
import { connectionFault } from './fault';
import { type PostgresValue, rowsOf, type Statement } from './statement';

/** The longest time between two checks of a connection, in ms. */
const CHECK_MS = 1000;
/** The time after which an idle connection is closed, in ms: as long as in the pool. */
const IDLE_MS = 10_000;

/**
 * A connection outside the pool for frequent statements, one at a time. It is opened on demand. One timer watches over
 * all its statements, where a pooled connection takes several timers for each.
 */
export class KeptConnection {
  private client: Client | undefined = undefined;
  private timer: NodeJS.Timeout | undefined = undefined;
  private inUse = false;
  private isLate = false;
  /** When the latest statement began, in ms. */
  private usedAt = 0;

  constructor(private readonly settings: PostgresSettings) {}

  get isFree(): boolean {
    return !this.inUse;
  }

  /** Executes one statement. If the connection is lost meanwhile, its result is unknown. */
  async rows<Row>(statement: Statement, values: readonly PostgresValue[]): Promise<readonly Row[]> {
    this.inUse = true;
    this.usedAt = performance.now();
    try {
      const client = this.client ?? (await this.connect());
      ref(client);
      return await rowsOf<Row>(client, statement, values);
    } catch (error) {
      if (connectionFault(error) !== undefined) void this.drop();
      throw this.isLate ? new Error('statement timeout', { cause: error }) : error;
    } finally {
      this.inUse = false;
      this.isLate = false;
      if (this.client) unref(this.client);
    }
  }

  close(): Promise<void> {
    return this.drop();
  }

  private async connect(): Promise<Client> {
    const client = unlimitedClientOf(loadDriver(), this.settings);
    const onLost = (): void => {
      if (this.client === client) void this.drop();
    };
    client.on('error', onLost);
    client.once('end', onLost);
    this.client = client;
    this.timer = setInterval(this.check, Math.min(this.settings.timeoutMs, CHECK_MS));
    // The connection keeps the process alive while it is in use.
    this.timer.unref();
    try {
      await client.connect();
      await prepare(client);
    } catch (error) {
      await this.drop();
      throw error;
    }
    this.usedAt = performance.now();
    return client;
  }

  private readonly check = (): void => {
    const limitMs = this.inUse ? this.settings.timeoutMs : IDLE_MS;
    if (performance.now() - this.usedAt <= limitMs) return;
    this.isLate = this.inUse;
    void this.drop();
  };

  /** Ends the connection, and with it a statement in progress. */
  private async drop(): Promise<void> {
    const { client } = this;
    clearInterval(this.timer);
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
