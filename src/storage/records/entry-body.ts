import type { Change, RunEvent } from '../../run';
import { CODEC_VERSION } from '../codec';
import type { Body, RunOrigin } from '../port';

/** Writes and reads the texts that a storage keeps. */
export interface BodyCodec {
  readonly encode: (value: unknown) => Body;
  readonly decode: (body: Body) => unknown;
}

/** What one happening led to. */
export interface Entry {
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
}

/** An event without what it has in common with all events of its run and its entry. */
interface BriefEvent {
  readonly type: RunEvent['type'];
  readonly path?: string;
  readonly node?: string;
  readonly place?: string;
  readonly attempt?: number;
  readonly data: object;
}

interface StoredEntry {
  readonly v: typeof CODEC_VERSION;
  readonly changes: readonly Change[];
  readonly events: readonly BriefEvent[];
}

export function encodeEntry(codec: BodyCodec, { changes, events }: Entry): Body {
  const stored: StoredEntry = { v: CODEC_VERSION, changes, events: events.map(brief) };
  return codec.encode(stored);
}

export function changesOf(codec: BodyCodec, body: Body): readonly Change[] {
  return storedEntry(codec, body).changes;
}

/** The events of an entry, of which the last has the entry's number. */
export function eventsOf(
  codec: BodyCodec,
  { body, seq, at }: { readonly body: Body; readonly seq: number; readonly at: number },
  { id: runId, flow, version, correlationId }: RunOrigin,
): readonly RunEvent[] {
  const { events } = storedEntry(codec, body);
  const first = seq - events.length + 1;
  return events.map((event, index) => {
    const head = { v: 1, seq: first + index, runId, flow, version, at, correlationId };
    return { ...head, ...event } as unknown as RunEvent;
  });
}

function brief(event: RunEvent): BriefEvent {
  const { type, data } = event;
  if (!('path' in event)) return { type, data };
  const { path, node, place } = event;
  return { type, path, node, place, ...('attempt' in event && { attempt: event.attempt }), data };
}

/** What was written by {@link encodeEntry}. */
function storedEntry(codec: BodyCodec, body: Body): StoredEntry {
  return codec.decode(body) as StoredEntry;
}
