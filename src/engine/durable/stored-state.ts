import type { Graph } from '../../flow';
import { type Change, hydrate, RecordSet, type RunState } from '../../run';
import type { StoredRun } from '../../storage/port';
import { type BodyCodec, changesOf, type Put } from '../../storage/records';

/** The state of a run: its records, and what was journaled since. */
export function stateOf(codec: BodyCodec, graph: Graph, { records, entries }: StoredRun): RunState {
  const set = new RecordSet().apply(records.map(({ body }) => recordOf(codec, body)));
  for (const { body } of entries) set.apply(changesOf(codec, body));
  return hydrate(graph, set);
}

/** What a record was put by. */
function recordOf(codec: BodyCodec, body: string): Change {
  return codec.decode(body) as Put;
}
