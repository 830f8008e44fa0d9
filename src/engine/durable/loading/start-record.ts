import type { RunInfo, SlotRequest } from '../../../core';
import type { StoredRun } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';

/** What a start says about the run besides its input. */
export interface StartTerms {
  readonly deadlineMs?: number;
  readonly shared?: Readonly<Record<string, unknown>>;
}

/** What is kept of a start: all that a run needs to begin later. */
export interface Prepared {
  readonly input: unknown;
  readonly terms: StartTerms;
  readonly info: RunInfo;
  readonly slot: SlotRequest | undefined;
}

/** What a run was started with, as its creation has written it. */
export function preparedOf({ decode }: BodyCodec, { input }: Pick<StoredRun, 'input'>): Prepared {
  return decode(input) as Prepared;
}
