import type { Happening, Moment } from '../../../core';

type WithoutMoment<H> = H extends unknown ? Omit<H, keyof Moment> : never;

/** What can be sent to a run: a happening whose moment is when its owner lets it happen. */
export type SentHappening = WithoutMoment<
  Extract<
    Happening,
    { readonly type: 'signal.received' | 'run.cancel' | 'run.pause' | 'run.resume' | `task.${string}` }
  >
>;

export function happeningOf(sent: unknown, moment: Moment): Happening {
  return { ...(sent as SentHappening), ...moment };
}
