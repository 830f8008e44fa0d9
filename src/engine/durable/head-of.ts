import { hasEnded, pathOf, type RunState } from '../../run';
import type { RunHead } from '../../storage/port';

/** Most paths that a list shows of a run. */
const MAX_PATHS = 20;
/** Looking at each of more tokens would cost more than keeping the run a little longer. */
const FEW_TOKENS = 16;

/** What can be asked about a run without reading its state. */
export function headOf(state: RunState): RunHead {
  const { status, seq, startedAt, endedAt, ending } = state;
  const ended = hasEnded(status);
  return {
    status,
    seq,
    busy: !ended && isExecuting(state),
    wakeAt: ended ? undefined : earliestTimer(state),
    at: ended && status !== 'failed' ? [] : pathsOf(state),
    startedAt,
    endedAt,
    failure: ending?.status === 'failed' ? ending.failure : undefined,
    reason: ending?.status === 'cancelled' ? ending.reason : undefined,
  };
}

/** Whether an operation is in flight. */
function isExecuting({ busy, tokens }: RunState): boolean {
  if (busy === 0) return false;
  const all = tokens.all();
  return all.length > FEW_TOKENS || all.some(({ op }) => op !== 0);
}

export function earliestTimer({ extra }: RunState): number | undefined {
  let earliest: number | undefined;
  for (const { at } of extra?.timers.values() ?? []) if (earliest === undefined || at < earliest) earliest = at;
  return earliest;
}

function pathsOf({ tokens }: RunState): readonly string[] {
  const paths: string[] = [];
  for (const token of tokens.all()) {
    if (token.inner) continue;
    if (paths.length === MAX_PATHS) break;
    paths.push(pathOf(token));
  }
  return paths;
}
