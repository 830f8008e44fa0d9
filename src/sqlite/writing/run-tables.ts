import type { FlowTable } from '../reading/flow-table';
import type { TaskTable } from '../reading/task-table';
import type { InboxTable } from './inbox-table';
import type { JournalTable } from './journal-table';
import type { PermitTable } from './permit-table';
import type { RecordTable } from './record-table';

/** The tables that hold the parts of a run, besides its own row. */
export interface RunTables {
  readonly flows: FlowTable;
  readonly journal: JournalTable;
  readonly records: RecordTable;
  readonly inbox: InboxTable;
  readonly tasks: TaskTable;
  readonly permits: PermitTable;
}
