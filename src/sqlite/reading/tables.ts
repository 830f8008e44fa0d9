import type { Connection } from '../connection/connection';
import type { SqliteSettings } from '../options';
import { Commits } from '../writing/commits';
import { DocumentTable } from '../writing/document-table';
import { InboxTable } from '../writing/inbox-table';
import { JournalTable } from '../writing/journal-table';
import { LeaseTable } from '../writing/lease-table';
import { MessageWriter } from '../writing/message-writer';
import { PermitTable } from '../writing/permit-table';
import { Purge } from '../writing/purge';
import { RecordTable } from '../writing/record-table';
import { Starts } from '../writing/starts';
import { FlowTable } from './flow-table';
import { StoredRuns } from './stored-runs';
import { TaskTable } from './task-table';

/** The tables of an open file, with their statements prepared. */
export class Tables {
  readonly leases: LeaseTable;
  readonly inbox: InboxTable;
  readonly journal: JournalTable;
  readonly tasks: TaskTable;
  readonly permits: PermitTable;
  readonly runs: StoredRuns;
  readonly starts: Starts;
  readonly commits: Commits;
  readonly messages: MessageWriter;
  readonly purge: Purge;
  readonly documents: DocumentTable;

  constructor(
    readonly connection: Connection,
    { maxBody }: SqliteSettings,
  ) {
    const { driver } = connection;
    const flows = new FlowTable(connection);
    const records = new RecordTable(driver);
    const journal = new JournalTable(driver);
    const inbox = new InboxTable(connection);
    const tasks = new TaskTable(driver);
    const permits = new PermitTable(driver, inbox);
    const tables = { flows, records, journal, inbox, tasks, permits };
    this.inbox = inbox;
    this.journal = journal;
    this.tasks = tasks;
    this.permits = permits;
    this.leases = new LeaseTable(connection);
    this.runs = new StoredRuns(connection, tables);
    this.starts = new Starts(connection, this.leases, tables, maxBody);
    this.commits = new Commits(connection, tables, maxBody);
    this.messages = new MessageWriter(driver, inbox, tasks, maxBody);
    this.purge = new Purge(driver, tables);
    this.documents = new DocumentTable(connection, maxBody);
  }
}
