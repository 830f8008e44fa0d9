import type { RunEvent } from '../../core';
import { MillraceError, withoutStacks } from '../../errors';
import { type ClassCodec, decode, encode } from '../../storage/codec';
import { checkedEvents } from './checked-events';
import type { History } from './history';
import { historyFrom } from './history-source';
import { type PlainOptions, plain } from './plain';

/** Version of the format of history files. */
const VERSION = 1;
/** An event without the members that all events of a run share, which are written once. */
type EventLine = Pick<RunEvent, 'seq' | 'type' | 'at'> & { readonly data: unknown };

interface Head {
  readonly v: number;
  readonly flow: string;
  readonly version: string;
  readonly runId: string;
  readonly correlationId: string;
  readonly startedAt: string;
}

/**
 * Formats a history as JSON with one line per event, whose times are ms from the start of the run.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` for a value that is not plain data
 */
export function historyText({ flow, version, events, inputs }: History, options: PlainOptions): string {
  const write = (value: unknown): string => encode(value, { ...codecsOf(options), secrets: true });
  const { at: startedAt, runId, correlationId } = started(events);
  const head: Head = { v: VERSION, flow, version, runId, correlationId, startedAt: new Date(startedAt).toISOString() };
  const told = events.map(({ v: _v, runId: _id, flow: _f, version: _w, correlationId: _c, ...event }): EventLine => {
    return { ...event, at: event.at - startedAt, data: plain(portable(event.data), options) };
  });
  const lines = [
    ...Object.entries(head).map(([key, value]) => `${write(key)}: ${write(value)},`),
    '"events": [',
    told.map(write).join(',\n'),
    '],',
    '"inputs": {',
    [...inputs].map(([path, input]) => `${write(path)}: ${write(plain(input, options))}`).join(',\n'),
    '}',
  ];
  return `{\n${lines.filter((line) => line !== '').join('\n')}\n}\n`;
}

/**
 * Parses a history that {@link historyText} wrote.
 *
 * @param name the name of the text, for errors
 * @throws {MillraceError} `UNREADABLE` for anything but a history, `UNSUPPORTED` for one of a later release
 */
export function readHistoryText(text: string, name: string, options: PlainOptions = {}): History {
  const read = parsed(text, name, options);
  if (!isHistory(read)) throw unreadable(name, 'it is not a history written by recordHistory');
  if (read.v > VERSION) {
    const message = `${name} was written by a later release of Millrace, in format ${read.v}; this one reads ${VERSION}. Use that release, or record it again`;
    throw new MillraceError('UNSUPPORTED', message);
  }
  const { flow, version, runId, correlationId, events, inputs } = read;
  const startedAt = Date.parse(read.startedAt);
  const head = { v: 1, runId, correlationId, flow, version } as const;
  const whole = events.map((event) => asEvent({ ...event, ...head, at: event.at + startedAt }));
  return historyFrom(whole, new Map(Object.entries(inputs)));
}

/** Returns the data of an event without stacks, which hold paths of the machine. */
function portable(data: RunEvent['data']): object {
  return 'failure' in data ? { ...data, failure: withoutStacks(data.failure) } : data;
}

function started(events: History['events']): RunEvent {
  return checkedEvents(events)[0];
}

interface Read extends Head {
  readonly events: readonly EventLine[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

function parsed(text: string, name: string, options: PlainOptions): unknown {
  try {
    return decode(text, codecsOf(options));
  } catch (cause) {
    if (MillraceError.is(cause) && cause.code !== 'INTERNAL') throw cause;
    throw unreadable(name, 'it is damaged or not JSON', cause);
  }
}

function isHistory(read: unknown): read is Read {
  if (typeof read !== 'object' || read === null) return false;
  const { v, startedAt, events, inputs, ...texts }: Partial<Record<keyof Read, unknown>> = read;
  if (typeof v !== 'number') return false;
  // The format of a later release may differ.
  if (v > VERSION) return true;
  const { flow, version, runId, correlationId } = texts;
  if ([flow, version, runId, correlationId].some((text) => typeof text !== 'string')) return false;
  if (
    typeof startedAt !== 'string' ||
    Number.isNaN(Date.parse(startedAt)) ||
    typeof inputs !== 'object' ||
    inputs === null
  )
    return false;
  return Array.isArray(events) && events.every(isTold);
}

function isTold(event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  const { seq, at, type, data }: Partial<Record<'seq' | 'at' | 'type' | 'data', unknown>> = event;
  return typeof seq === 'number' && typeof at === 'number' && typeof type === 'string' && typeof data === 'object';
}

/** Types an event that `historyText` wrote. */
function asEvent(event: Readonly<Record<string, unknown>> | object): RunEvent {
  return event as RunEvent;
}

function unreadable(name: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError('UNREADABLE', `${name} cannot be read: ${why}. Record it again`, { cause });
}

function codecsOf({ classCodecs }: PlainOptions): { readonly classCodecs?: readonly ClassCodec[] } {
  return classCodecs ? { classCodecs } : {};
}
