import type { RunEvent } from '../../core';
import { invalidOption, MillraceError } from '../../errors';

/** The first event of every run. */
export type Started = Extract<RunEvent, { readonly type: 'run.started' }>;

const NOT_REPLAYED: Readonly<Partial<Record<RunEvent['type'], string>>> = {
  'run.forked': 'it is a fork that begins in the middle; record the original run, or a new one',
  'run.redriven': 'it was redriven after a failure; record it before that, or a run that completes the first time',
  'run.migrated': 'it was migrated to another version; record a run on a single version',
};

/**
 * Checks that events are the complete history of a run, and returns them.
 *
 * @throws {MillraceError} `UNSUPPORTED` for a run that was forked, redriven or migrated; `INVALID_OPTION` for events
 * that do not begin with the start of their run, or have gaps
 */
export function checkedEvents(events: readonly RunEvent[]): readonly [Started, ...RunEvent[]] {
  for (const { type, runId } of events) {
    const why = NOT_REPLAYED[type];
    if (why !== undefined) throw new MillraceError('UNSUPPORTED', `run ${runId} cannot be replayed: ${why}`);
  }
  const [first, ...rest] = events;
  if (first?.type !== 'run.started' || events.some(({ seq }, index) => seq !== index + 1))
    throw invalidOption(
      'history',
      'all events of a run from its start: for run.events$, start the run with { retainedEvents: n }; for engine.history, read all pages',
      first && `${first.type} as number ${first.seq}, and ${rest.length} more`,
    );
  return [first, ...rest];
}
