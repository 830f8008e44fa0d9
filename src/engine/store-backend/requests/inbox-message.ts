import type { CoreInput, InputHead } from '../../../core';
import { readSent } from '../../../storage/records';
import type { SentInput } from '../../requests/sent-input';

/** Returns the input of an inbox message, with the time at which it is applied. */
export function inputOfMessage(sent: unknown, head: InputHead): CoreInput {
  return { ...readSent(sent as SentInput), ...head };
}
