import type { Notice, RunKey } from '../../storage/port';

/** The runs that received a message, as the SQL functions return them. */
export interface MessageReceipt {
  /** The runs that an engine owns. */
  readonly posted: readonly RunKey[] | null;
  /** Whether other runs became due. */
  readonly due: boolean;
}

export function noticesOf({ posted, due }: MessageReceipt): readonly Notice[] {
  const notices: Notice[] = (posted ?? []).map((run) => ({ type: 'posted', run }));
  if (due) notices.push({ type: 'due' });
  return notices;
}
