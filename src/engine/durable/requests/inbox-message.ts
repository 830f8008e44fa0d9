import type { CoreInput, InputHead } from '../../../core';
import { readSent } from '../../../storage/records';

type WithoutMoment<H> = H extends unknown ? Omit<H, keyof InputHead> : never;

/** What can be sent to a run: a happening whose moment is when its owner lets it happen. */
export type SentInput = WithoutMoment<
  Extract<
    CoreInput,
    { readonly type: 'signal.received' | 'run.cancel' | 'run.pause' | 'run.resume' | `task.${string}` }
  >
>;

export function inputOfMessage(sent: unknown, moment: InputHead): CoreInput {
  return { ...readSent(sent as SentInput), ...moment };
}
