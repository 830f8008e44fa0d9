import { type LoggedTask, TaskLog } from '../../../history';
import type { JournalEntry, RunRow, Storage } from '../../../storage/port';
import { type BodyReader, eventsOf } from '../../../storage/records';
import type { KnownTask } from '../../tasks';

/** The number of journal entries read by one request. */
const PAGE = 200;

/** Rebuilds a closed task from the journal of its run: storages keep rows of open tasks only. */
export async function findClosedTask(
  storage: Storage,
  reader: BodyReader,
  { key, origin }: RunRow,
  path: string,
): Promise<KnownTask | undefined> {
  const log = new TaskLog();
  let seq = 0;
  for (;;) {
    const entries: readonly JournalEntry[] = await storage.journal({ run: key, afterSeq: seq, limit: PAGE });
    for (const entry of entries) for (const event of eventsOf(reader, entry, origin)) log.add(event);
    if (entries.length < PAGE) break;
    seq = entries.at(-1)?.seq ?? seq;
  }
  const logged = log.find(path);
  return logged && knownTask(origin.id, logged);
}

function knownTask(runId: string, { flow, version, path, node, place, task }: LoggedTask): KnownTask {
  return { runId, flow, version, path, node, place, token: 0, rev: 0, task };
}
