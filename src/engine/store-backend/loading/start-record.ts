import type { PermitRequest, RunInfo } from '../../../core';
import type { Body, StoredRun } from '../../../storage/port';
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

/** Encodes the start record of a new run. */
export function encodeStart({ encode }: BodyCodec, start: StartRecord): Body {
  return encode(start, { run: start.info.id, kind: 'start' });
}

/** Reads the start record that was written when a run was created. */
export function startRecordOf(
  { decode }: BodyCodec,
  { input, origin }: Pick<StoredRun, 'input' | 'origin'>,
): StartRecord {
  return readStart(decode(input, { run: origin.id, kind: 'start' }) as StartRecord);
}
