import { hasEnded, type MissedFailure, pathOf, type RunState } from '../../../core';
import { type FailureRecord, toFailure } from '../../../errors';
import type { Body, RunHead, RunRow } from '../../../storage/port';
import type { BodyCodec, BodyReader } from '../../../storage/records';

/** The maximum number of paths listed for a run. */
const MAX_PATHS = 20;
/**
 * The maximum number of tokens that are inspected; inspecting more would cost more than keeping the run a little
 * longer.
 */
const FEW_TOKENS = 16;

/** Returns the head of a run: the properties that can be queried without reading its state. */
export function headOf(state: RunState, codec: BodyCodec): RunHead {
  const { info, status, seq, startedAt, endedAt } = state;
  const ended = hasEnded(status);
  return {
    status,
    seq,
    busy: isBusy(state),
    wakeAt: ended ? undefined : earliestTimer(state),
    at: ended && status !== 'failed' ? [] : pathsOf(state),
    startedAt,
    endedAt,
    ending: ended && status !== 'completed' ? encodeEnding(codec, endOf(state), info.id) : undefined,
  };
}

/** The ending of a run that did not complete. */
export interface HeadEnding {
  readonly failure?: FailureRecord;
  readonly reason?: string;
  readonly compensationFailures?: readonly FailureRecord[];
}

/** Encodes the ending of a run for its head. */
export function encodeEnding({ encode }: BodyCodec, ending: HeadEnding, run: string): Body {
  return encode(ending, { run, kind: 'ending' });
}

/** Returns the ending stored with a head. One that cannot be read is a failure itself, which hides no other run. */
export function endingOf(
  { decode }: BodyReader,
  { head: { ending }, origin }: Pick<RunRow, 'head' | 'origin'>,
): HeadEnding {
  if (ending === undefined) return {};
  try {
    return decode(ending, { run: origin.id, kind: 'ending' }) as HeadEnding;
  } catch (error) {
    return { failure: { ...toFailure(error), code: 'UNREADABLE', retryable: false } };
  }
}

/** Returns the failure of a run that ended because its state could not be read. The state does not contain it. */
export function missedFailureOf(codec: BodyCodec, row: RunRow, state: RunState): MissedFailure | undefined {
  const { seq, endedAt, status } = row.head;
  if (status !== 'failed' || endedAt === undefined || hasEnded(state.status)) return undefined;
  const { failure } = endingOf(codec, row);
  return failure && { failure, seq, endedAt };
}

function endOf({ ending, details }: RunState): HeadEnding {
  const failures = details?.unwindingFailures ?? [];
  return {
    ...(ending?.status === 'failed' && { failure: ending.failure }),
    ...(ending?.status === 'cancelled' && { reason: ending.reason }),
    ...(failures.length > 0 && { compensationFailures: failures }),
  };
}

export function isBusy(state: RunState): boolean {
  return !hasEnded(state.status) && isExecuting(state);
}

/** Returns whether an operation is in flight. */
function isExecuting({ busy, tokens }: RunState): boolean {
  if (busy === 0) return false;
  const { single } = tokens;
  if (single) return single.op !== 0;
  const all = tokens.all();
  return all.length > FEW_TOKENS || all.some(({ op }) => op !== 0);
}

export function earliestTimer({ details }: RunState): number | undefined {
  if (!details || details.timers.size === 0) return undefined;
  let earliest: number | undefined;
  for (const { at } of details.timers.values()) if (earliest === undefined || at < earliest) earliest = at;
  return earliest;
}

function pathsOf({ tokens }: RunState): readonly string[] {
  const { single } = tokens;
  if (single) return single.inner ? [] : [pathOf(single)];
  const paths: string[] = [];
  for (const token of tokens.all()) {
    if (token.inner) continue;
    if (paths.length === MAX_PATHS) break;
    paths.push(pathOf(token));
  }
  return paths;
}
