import type { Notice, RunKey } from '../../storage/port';

/** The runs that got a message, as the functions of the schema say it. */
export interface MessageReceipt {
  /** Those that an engine owns. */
  readonly posted: readonly RunKey[] | null;
  /** Whether there are others, which are due by it. */
  readonly due: boolean;
}

export function noticesOf({ posted, due }: MessageReceipt): readonly Notice[] {
  const notices: Notice[] = (posted ?? []).map((run) => ({ type: 'posted', run }));
  if (due) notices.push({ type: 'due' });
  return notices;
}
