import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import { Commits } from '../writing/commits';
import { Documents } from '../writing/documents';
import { Leases } from '../writing/leases';
import { MessageWriter } from '../writing/message-writer';
import { Purge } from '../writing/purge';
import { Starts } from '../writing/starts';
import { Flows } from './flows';
import { StoredRuns } from './stored-runs';

/** The tables of an open database, with their statements. */
export class Tables {
  readonly flows: Flows;
  readonly leases: Leases;
  readonly runs: StoredRuns;
  readonly starts: Starts;
  readonly commits: Commits;
  readonly messages: MessageWriter;
  readonly purge: Purge;
  readonly documents: Documents;

  constructor(
    readonly database: Database,
    readonly notifications: NotificationChannel,
  ) {
    const { maxBody } = database.settings;
    this.flows = new Flows(database);
    this.leases = new Leases(database, notifications);
    this.runs = new StoredRuns(database);
    this.starts = new Starts(database, notifications, this.flows, maxBody);
    this.commits = new Commits(database, notifications, this.flows, maxBody);
    this.messages = new MessageWriter(database, notifications, maxBody);
    this.purge = new Purge(database, notifications);
    this.documents = new Documents(database, maxBody);
  }
}
