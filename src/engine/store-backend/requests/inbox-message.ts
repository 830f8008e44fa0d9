import type { BodyContext } from '../../../storage/payloads';
import type { Body } from '../../../storage/port';
import { type BodyCodec, readSent } from '../../../storage/records';
import type { SentInput } from '../../requests/sent-input';

/** Encodes an input that is sent to a run. */
export function encodeMessage({ encode }: BodyCodec, sent: SentInput, run: string): Body {
  return encode(sent, contextOf(run));
}

/**
 * Returns the input of an inbox message.
 *
 * @throws {MillraceError} `UNREADABLE`
 */
export function readMessage({ decode }: BodyCodec, body: Body, run: string): SentInput {
  return readSent(decode(body, contextOf(run)) as SentInput);
}

function contextOf(run: string): BodyContext {
  return { run, kind: 'message' };
}
