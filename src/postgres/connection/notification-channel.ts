import type { Client } from 'pg';
import type { NoticeEmitter } from '../../storage/adapter-kit';
import type { Notice, RunKey } from '../../storage/port';
import type { PostgresSettings } from '../options';
import { clientOf, loadDriver, unref } from './driver';

/** The time for which notices are collected before one notification, in ms. Commits do not wait for it. */
const BATCH_MS = 20;
/** The first and the longest delay before a lost connection is opened again, in ms. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;
/** The maximum number of keys in one notification, which may have 8000 bytes. */
const MAX_KEYS = 400;

/** The payload of one notification. */
interface Payload {
  readonly due?: boolean;
  readonly posted?: readonly RunKey[];
  readonly committed?: readonly RunKey[];
}

/**
 * Notifies the listeners of this storage at once, and those of others by PostgreSQL notifications over its own
 * connection, which is reopened when it is lost. PostgreSQL serialises commits of transactions that notify, so commits
 * of runs do not: their changes are sent shortly afterwards in one batch.
 */
export class NotificationChannel {
  private client: Client | undefined;
  private closed = false;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  /** The end of the notification in progress. A connection takes one query at a time. */
  private sending: Promise<void> = Promise.resolve();
  private due = false;
  private readonly posted = new Set<RunKey>();
  private readonly committed = new Set<RunKey>();
  private readonly channel: string;

  private constructor(
    private readonly settings: PostgresSettings,
    private readonly notices: NoticeEmitter,
  ) {
    this.channel = `millrace_${settings.schema}`;
  }

  static async open(settings: PostgresSettings, notices: NoticeEmitter): Promise<NotificationChannel> {
    const notifications = new NotificationChannel(settings, notices);
    await notifications.connect();
    return notifications;
  }

  /** Publishes notices about committed changes. */
  publish(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (notice.type === 'due') this.due = true;
      else this[notice.type].add(notice.run);
      this.notices.emit(notice);
    }
    if (notices.length > 0) this.schedule();
  }

  /** Closes the connection after sending the pending notices. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.sending;
    await this.notifyOthers();
    const { client } = this;
    this.client = undefined;
    client?.removeAllListeners('end');
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = clientOf(loadDriver(), this.settings);
    client.on('error', () => undefined);
    client.on('notification', ({ payload, processId }) => {
      if (processId !== processOf(client)) this.receive(payload ?? '');
    });
    client.once('end', () => {
      if (this.client === client) this.onLost();
    });
    try {
      await client.connect();
      // Notifications need not survive a power cut.
      await client.query(`set synchronous_commit = off; listen ${this.channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) return client.end();
    // The engine decides whether it keeps its process alive.
    unref(client);
    this.client = client;
    this.pauseMs = FIRST_PAUSE_MS;
  }

  private onLost(): void {
    this.client = undefined;
    if (this.closed) return;
    const pause = setTimeout(() => void this.reconnect(), this.pauseMs);
    pause.unref();
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private async reconnect(): Promise<void> {
    if (this.closed) return;
    try {
      await this.connect();
      // Notifications may have been missed meanwhile.
      this.notices.emit({ type: 'due' });
      this.schedule();
    } catch {
      this.onLost();
    }
  }

  private schedule(): void {
    if (this.closed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sending = this.sending.then(() => this.notifyOthers());
    }, BATCH_MS);
    this.timer.unref();
  }

  private async notifyOthers(): Promise<void> {
    const { client } = this;
    if (!client) return;
    const payloads = this.takePayloads();
    if (payloads.length === 0) return;
    try {
      await client.query({
        name: 'millrace_tell',
        text: 'select pg_notify($1, payload) from unnest($2::text[]) as payload',
        values: [this.channel, payloads],
      });
    } catch {
      // Other storages find the changes at their next poll.
    }
  }

  /** Removes the pending notices and returns them as payloads. */
  private takePayloads(): readonly string[] {
    const payloads: Payload[] = this.due ? [{ due: true }] : [];
    for (const type of ['posted', 'committed'] as const) {
      const keys = [...this[type]];
      this[type].clear();
      for (let at = 0; at < keys.length; at += MAX_KEYS) payloads.push({ [type]: keys.slice(at, at + MAX_KEYS) });
    }
    this.due = false;
    return payloads.map((one) => JSON.stringify(one));
  }

  private receive(payload: string): void {
    const { due, posted, committed } = parsePayload(payload);
    if (due) this.notices.emit({ type: 'due' });
    for (const run of posted) this.notices.emit({ type: 'posted', run });
    for (const run of committed) this.notices.emit({ type: 'committed', run });
  }
}

/** Parses a payload. Any client may send to the channel, so invalid parts are ignored. */
function parsePayload(payload: string): Required<Payload> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    parsed = undefined;
  }
  const { due, posted, committed } =
    typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  return { due: due === true, posted: keysIn(posted), committed: keysIn(committed) };
}

function keysIn(list: unknown): readonly RunKey[] {
  const keys: readonly unknown[] = Array.isArray(list) ? list : [];
  return keys.filter((key): key is RunKey => Number.isSafeInteger(key));
}

/** Returns the server process id of a connection; the types of the package omit it. */
function processOf(client: Client): unknown {
  return 'processID' in client ? client.processID : undefined;
}
