import type { PermitRequest, RunInfo } from '../../../core';
import type { StoredRun } from '../../../storage/port';
import { type BodyCodec, readStart } from '../../../storage/records';

/** What a start says about the run besides its input. */
export interface StartSettings {
  readonly deadlineMs?: number;
  readonly shared?: Readonly<Record<string, unknown>>;
}

/** What is kept of a start: all that a run needs to begin later. */
export interface StartRecord {
  readonly input: unknown;
  readonly settings: StartSettings;
  readonly info: RunInfo;
  readonly permit: PermitRequest | undefined;
}

/** What a run was started with, as its creation has written it. */
export function startRecordOf({ decode }: BodyCodec, { input }: Pick<StoredRun, 'input'>): StartRecord {
  return readStart(decode(input) as StartRecord);
}
