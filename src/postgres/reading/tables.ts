import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import { Commits } from '../writing/commits';
import { DocumentTable } from '../writing/document-table';
import { LeaseTable } from '../writing/lease-table';
import { MessageWriter } from '../writing/message-writer';
import { Purge } from '../writing/purge';
import { Starts } from '../writing/starts';
import { TimerTable } from '../writing/timer-table';
import { FlowTable } from './flow-table';
import { StoredRuns } from './stored-runs';

/** The tables of an open database, with their statements. */
export class Tables {
  readonly flows: FlowTable;
  readonly leases: LeaseTable;
  readonly runs: StoredRuns;
  readonly starts: Starts;
  readonly commits: Commits;
  readonly messages: MessageWriter;
  readonly purge: Purge;
  readonly documents: DocumentTable;
  readonly timers: TimerTable;

  constructor(
    readonly database: Database,
    readonly notifications: NotificationChannel,
  ) {
    const { maxBody } = database.settings;
    this.flows = new FlowTable(database);
    this.leases = new LeaseTable(database, notifications);
    this.runs = new StoredRuns(database);
    this.starts = new Starts(database, notifications, this.flows, maxBody);
    this.commits = new Commits(database, notifications, this.flows, maxBody);
    this.messages = new MessageWriter(database, notifications, maxBody);
    this.purge = new Purge(database, notifications);
    this.documents = new DocumentTable(database, maxBody);
    this.timers = new TimerTable(database, notifications);
  }
}
