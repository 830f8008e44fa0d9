import type { PermitRequest, RunInfo } from '../../../core';
import type { StoredRun } from '../../../storage/port';
import { type BodyCodec, readStart } from '../../../storage/records';

/** The settings of a start, besides the input. */
export interface StartSettings {
  readonly deadlineMs?: number;
  readonly shared?: Readonly<Record<string, unknown>>;
}

/** The stored form of a start: everything that a run needs to begin later. */
export interface StartRecord {
  readonly input: unknown;
  readonly settings: StartSettings;
  readonly info: RunInfo;
  readonly permit: PermitRequest | undefined;
}

/** Reads the start record that was written when a run was created. */
export function startRecordOf({ decode }: BodyCodec, { input }: Pick<StoredRun, 'input'>): StartRecord {
  return readStart(decode(input) as StartRecord);
}
