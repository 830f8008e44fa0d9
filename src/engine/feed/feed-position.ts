import { invalidOption } from '../../errors';

/** A place in the order of a run's events and outputs. */
export interface FeedPosition {
  /** The number of the last event. */
  readonly seq: number;
  /** The number of the last output that follows this event; 0 for none. */
  readonly no: number;
}

const START: FeedPosition = Object.freeze({ seq: 0, no: 0 });
const POSITION = /^(\d{1,15})(?:\.(\d{1,15}))?$/;

/** Returns a position as text: `12` for an event, `12.3` for an output. */
export function formatPosition({ seq, no }: FeedPosition): string {
  return no === 0 ? String(seq) : `${seq}.${no}`;
}

/** @throws {MillraceError} `INVALID_OPTION` */
export function parsePosition(after: unknown): FeedPosition {
  if (after === undefined) return START;
  const [, seq, no = '0'] = (typeof after === 'string' && POSITION.exec(after)) || [];
  if (seq === undefined) throw invalidOption('after', "the position of a feed's entry, such as '12'", after, 'feed()');
  return { seq: Number(seq), no: Number(no) };
}

/** Returns whether a position is behind another. */
export function isBehind(position: FeedPosition, other: FeedPosition): boolean {
  return position.seq === other.seq ? position.no > other.no : position.seq > other.seq;
}
