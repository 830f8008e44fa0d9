import { type Change, hydrate, RecordSet, RunState, recordsOf } from '../../../core';
import type { Graph } from '../../../flow';
import type { StoredRun } from '../../../storage/port';
import { type BodyCodec, changesOf, type Put, readChange } from '../../../storage/records';
import { startRecordOf } from './start-record';

/** The state of a run: its records, and what was journaled since. */
export function loadState(codec: BodyCodec, graph: Graph, stored: StoredRun): RunState {
  const set = applied(new RecordSet(), codec, stored);
  if (set.info) return hydrate(graph, set);
  // It waits in line. All that was journaled of it is what was sent to it meanwhile.
  const { info, input } = startRecordOf(codec, stored);
  return hydrate(
    graph,
    applied(new RecordSet().apply(recordsOf(new RunState(info, graph.root, input))), codec, stored),
  );
}

function applied(set: RecordSet, codec: BodyCodec, { records, entries }: StoredRun): RecordSet {
  set.apply(records.map(({ body }) => recordOf(codec, body)));
  for (const { body } of entries) set.apply(changesOf(codec, body));
  return set;
}

/** What a record was put by. */
function recordOf(codec: BodyCodec, body: string): Change {
  return readChange(codec.decode(body) as Put);
}
