import { type Change, hydrate, RecordSet, RunState, recordsOf } from '../../../core';
import type { Graph } from '../../../flow';
import type { StoredRecord, StoredRun } from '../../../storage/port';
import { type BodyCodec, type BodyReader, changesOf, type Put, readChange } from '../../../storage/records';
import { startRecordOf } from './start-record';

/** Restores the state of a run from its records and the journal entries since. */
export function loadState(codec: BodyCodec, graph: Graph, stored: StoredRun): RunState {
  const set = applied(new RecordSet(), codec, stored);
  if (set.info) return hydrate(graph, set);
  // The run waits in a queue: its journal holds only what was sent to it meanwhile.
  const { info, input } = startRecordOf(codec, stored);
  return hydrate(
    graph,
    applied(new RecordSet().apply(recordsOf(new RunState(info, graph.root, input))), codec, stored),
  );
}

function applied(set: RecordSet, codec: BodyCodec, { origin, records, entries }: StoredRun): RecordSet {
  set.apply(records.map((record) => changeOf(codec, record, origin.id)));
  for (const entry of entries) set.apply(changesOf(codec, entry, origin.id));
  return set;
}

/** Returns the change that wrote a record. */
export function changeOf(codec: BodyReader, { name, body }: StoredRecord, run: string): Change {
  return readChange(codec.decode(body, { run, kind: 'record', part: name }) as Put);
}
