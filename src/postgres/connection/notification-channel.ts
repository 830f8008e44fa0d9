import type { Client } from 'pg';
import type { NoticeEmitter } from '../../storage/adapter-kit';
import type { Notice, RunKey } from '../../storage/port';
import type { PostgresSettings } from '../options';
import { clientOf, loadDriver } from './driver';

/** How long others may wait for what is told in one go, in ms. A commit is not held up by telling of it. */
const TOGETHER_MS = 20;
/** How long to wait before a connection that was lost is made again, in ms: at first, and at most. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;
/** Keys in one notification, which may have 8000 bytes. */
const MOST_KEYS = 400;

/** What one notification tells. */
interface Told {
  readonly due?: boolean;
  readonly posted?: readonly RunKey[];
  readonly committed?: readonly RunKey[];
}

/**
 * Tells the listeners of this storage at once, and those of others by notifications over a connection of its own, which is made
 * again when it is lost. PostgreSQL writes transactions that notify one after another, so the steps of runs do not: what they
 * have changed is told a moment later, together.
 */
export class NotificationChannel {
  private client: Client | undefined;
  private closed = false;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> | undefined;
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

  /** Tells of what has been written. */
  tell(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (notice.type === 'due') this.due = true;
      else this[notice.type].add(notice.run);
      this.notices.emit(notice);
    }
    if (notices.length > 0) this.schedule();
  }

  /** Ends the connection, after what is left has been told. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.telling;
    await this.tellOthers();
    const { client } = this;
    this.client = undefined;
    client?.removeAllListeners('end');
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = clientOf(loadDriver(), this.settings);
    client.on('error', () => undefined);
    client.on('notification', ({ payload, processId }) => {
      if (processId !== processOf(client)) this.hear(payload ?? '');
    });
    client.once('end', () => {
      if (this.client === client) this.lost();
    });
    try {
      await client.connect();
      // What is told need not survive a power cut.
      await client.query(`set synchronous_commit = off; listen ${this.channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) return client.end();
    this.client = client;
    this.pauseMs = FIRST_PAUSE_MS;
  }

  private lost(): void {
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
      // Something may have been told meanwhile.
      this.notices.emit({ type: 'due' });
      this.schedule();
    } catch {
      this.lost();
    }
  }

  private schedule(): void {
    if (this.closed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.telling = this.tellOthers();
    }, TOGETHER_MS);
    this.timer.unref();
  }

  private async tellOthers(): Promise<void> {
    const { client } = this;
    if (!client) return;
    const payloads = this.payloads();
    if (payloads.length === 0) return;
    try {
      await client.query({
        name: 'millrace_tell',
        text: 'select pg_notify($1, payload) from unnest($2::text[]) as payload',
        values: [this.channel, payloads],
      });
    } catch {
      // Those who were not told look by themselves after a while.
    }
  }

  /** What is to be told, which counts as told then. */
  private payloads(): readonly string[] {
    const told: Told[] = this.due ? [{ due: true }] : [];
    for (const type of ['posted', 'committed'] as const) {
      const keys = [...this[type]];
      this[type].clear();
      for (let at = 0; at < keys.length; at += MOST_KEYS) told.push({ [type]: keys.slice(at, at + MOST_KEYS) });
    }
    this.due = false;
    return told.map((one) => JSON.stringify(one));
  }

  private hear(payload: string): void {
    const { due, posted, committed } = toldIn(payload);
    if (due) this.notices.emit({ type: 'due' });
    for (const run of posted) this.notices.emit({ type: 'posted', run });
    for (const run of committed) this.notices.emit({ type: 'committed', run });
  }
}

/** Anybody may send to a channel, so what is not as we send it is nothing. */
function toldIn(payload: string): Required<Told> {
  let told: unknown;
  try {
    told = JSON.parse(payload);
  } catch {
    told = undefined;
  }
  const { due, posted, committed } = typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
  return { due: due === true, posted: keysIn(posted), committed: keysIn(committed) };
}

function keysIn(list: unknown): readonly RunKey[] {
  const keys: readonly unknown[] = Array.isArray(list) ? list : [];
  return keys.filter((key): key is RunKey => Number.isSafeInteger(key));
}

/** The number by which the server knows a connection; the types of the package leave it out. */
function processOf(client: Client): unknown {
  return 'processID' in client ? client.processID : undefined;
}
