import type { Connection } from '../connection/connection';
import type { SqliteSettings } from '../options';
import { Commits } from '../writing/commits';
import { Documents } from '../writing/documents';
import { Inbox } from '../writing/inbox';
import { Journal } from '../writing/journal';
import { Leases } from '../writing/leases';
import { MessageWriter } from '../writing/message-writer';
import { Permits } from '../writing/permits';
import { Purge } from '../writing/purge';
import { Records } from '../writing/records';
import { Starts } from '../writing/starts';
import { Flows } from './flows';
import { StoredRuns } from './stored-runs';
import { Tasks } from './tasks';

/** The tables of an open file, with their statements prepared. */
export class Tables {
  readonly leases: Leases;
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly tasks: Tasks;
  readonly runs: StoredRuns;
  readonly starts: Starts;
  readonly commits: Commits;
  readonly messages: MessageWriter;
  readonly purge: Purge;
  readonly documents: Documents;

  constructor(
    readonly connection: Connection,
    { maxBody }: SqliteSettings,
  ) {
    const { driver } = connection;
    const flows = new Flows(connection);
    const records = new Records(driver);
    const journal = new Journal(driver);
    const inbox = new Inbox(connection);
    const tasks = new Tasks(driver);
    const permits = new Permits(driver, inbox);
    this.inbox = inbox;
    this.journal = journal;
    this.tasks = tasks;
    this.leases = new Leases(connection);
    this.runs = new StoredRuns(connection, flows, journal, records, inbox);
    this.starts = new Starts(connection, this.leases, flows, journal, inbox, permits, maxBody);
    this.commits = new Commits(connection, journal, records, inbox, tasks, permits, flows, maxBody);
    this.messages = new MessageWriter(driver, inbox, tasks, maxBody);
    this.purge = new Purge(driver, journal, records, inbox, tasks, permits);
    this.documents = new Documents(connection, maxBody);
  }
}
