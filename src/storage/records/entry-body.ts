import type { Change, RunEvent } from '../../core';
import { CODEC_VERSION } from '../codec';
import type { Body, RunOrigin } from '../port';
import { readChange } from './first-format';
import { type PackedChange, packChange, unpackChange } from './packed-change';
import { type PackedEvents, packEvents, unpackEvents } from './packed-event';

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

type StoredEntry = readonly [
  version: typeof CODEC_VERSION,
  changes: readonly PackedChange[],
  spots: PackedEvents['spots'],
  events: PackedEvents['events'],
  /** On which version of its flow the run was then: it may have been moved onto another one since. */
  onVersion?: string,
];

export function encodeEntry(codec: BodyCodec, { changes, events }: Entry): Body {
  const packed = packEvents(events);
  const stored: StoredEntry = [CODEC_VERSION, changes.map(packChange), packed.spots, packed.events];
  const [first] = events;
  return codec.encode(first ? [...stored, first.version] : stored);
}

export function changesOf(codec: BodyCodec, body: Body): readonly Change[] {
  const [, changes] = storedEntry(codec, body);
  return changes.map((packed) => readChange(unpackChange(packed)));
}

/** The events of an entry, of which the last has the entry's number. */
export function eventsOf(
  codec: BodyCodec,
  { body, seq, at }: { readonly body: Body; readonly seq: number; readonly at: number },
  { id: runId, flow, version, correlationId }: RunOrigin,
): readonly RunEvent[] {
  const [, , spots, events, onVersion = version] = storedEntry(codec, body);
  const common = { runId, flow, version: onVersion, correlationId, at };
  return unpackEvents({ spots, events }, seq - events.length + 1, common);
}

/** What was written by {@link encodeEntry}. */
function storedEntry(codec: BodyCodec, body: Body): StoredEntry {
  return codec.decode(body) as StoredEntry;
}
