import type { Change, RunEvent } from '../../core';
import { MillraceError } from '../../errors';
import { CODEC_VERSION } from '../codec';
import type { BodyContext } from '../payloads';
import type { Body, JournalEntry, RunOrigin } from '../port';
import { readChange } from './first-format';
import { isJsonEntry } from './json-entry';
import { type PackedChange, packChange, unpackChange } from './packed-change';
import { type PackedEvents, packEvents, unpackEvents } from './packed-event';

/** Encodes and decodes the bodies that a storage keeps. A body is read with the context with which it was written. */
export interface BodyCodec {
  readonly encode: (value: unknown, context: BodyContext) => Body;
  /** Encodes a value that is known to be JSON. */
  readonly encodeJson: (value: unknown, context: BodyContext) => Body;
  readonly decode: (body: Body, context: BodyContext) => unknown;
}

/** Decodes bodies, and writes none. */
export type BodyReader = Pick<BodyCodec, 'decode'>;

/** The place of an entry: the id of its run, and its number. */
export interface EntryPlace {
  readonly run: string;
  readonly no: number;
}

/** The changes and events of one transition. */
export interface Entry {
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
}

type StoredEntry = readonly [
  version: typeof CODEC_VERSION,
  changes: readonly PackedChange[],
  spots: PackedEvents['spots'],
  events: PackedEvents['events'],
  /** The version of the flow at that time; the run may have been migrated since. */
  onVersion?: string,
];

export function encodeEntry(codec: BodyCodec, { changes, events }: Entry, place: EntryPlace): Body {
  const packedChanges = changes.map(packChange);
  const packed = packEvents(events);
  const [first] = events;
  const stored: StoredEntry = first
    ? [CODEC_VERSION, packedChanges, packed.spots, packed.events, first.version]
    : [CODEC_VERSION, packedChanges, packed.spots, packed.events];
  const encode = isJsonEntry(packedChanges, events) ? codec.encodeJson : codec.encode;
  return encode(stored, contextOf(place));
}

export function changesOf(
  codec: BodyReader,
  { body, no }: Pick<JournalEntry, 'body' | 'no'>,
  run: string,
): readonly Change[] {
  const [, changes] = storedEntry(codec, body, { run, no });
  return changes.map((packed) => readChange(unpackChange(packed)));
}

/** Returns the events of an entry; the last event has the entry's `seq`. */
export function eventsOf(
  codec: BodyReader,
  { body, no, seq, at }: JournalEntry,
  { id: runId, flow, version, correlationId }: RunOrigin,
): readonly RunEvent[] {
  const [, , spots, events, onVersion = version] = storedEntry(codec, body, { run: runId, no });
  const common = { runId, flow, version: onVersion, correlationId, at };
  return unpackEvents({ spots, events }, seq - events.length + 1, common);
}

/** Reads a body written by {@link encodeEntry}. */
function storedEntry(codec: BodyReader, body: Body, place: EntryPlace): StoredEntry {
  const stored = codec.decode(body, contextOf(place));
  if (isEntry(stored)) return stored;
  const problem =
    Array.isArray(stored) && Number.isInteger(stored[0])
      ? `has format ${stored[0]}, and this release reads format ${CODEC_VERSION}; use the release that wrote it, or a later one`
      : 'is damaged';
  throw new MillraceError('UNREADABLE', `a journal entry ${problem}`);
}

function isEntry(stored: unknown): stored is StoredEntry {
  return Array.isArray(stored) && stored[0] === CODEC_VERSION && stored.slice(1, 4).every(Array.isArray);
}

function contextOf({ run, no }: EntryPlace): BodyContext {
  return { run, kind: 'entry', part: no };
}
