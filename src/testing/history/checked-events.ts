import type { RunEvent } from '../../core';
import { invalidOption, MillraceError } from '../../errors';

/** The first event of every run. */
export type Started = Extract<RunEvent, { readonly type: 'run.started' }>;

const NOT_REPLAYED: Readonly<Partial<Record<RunEvent['type'], string>>> = {
  'run.forked': 'it is a copy that begins in the middle; record the run that it was copied from, or a run of its own',
  'run.redriven': 'it was tried again after it had failed; record it before that, or a run that completes at once',
  'run.migrated': 'it was moved to another version on its way; record a run that was on one version all the time',
};

/**
 * The same events.
 *
 * @throws {MillraceError} `UNSUPPORTED` for a run that was copied, tried again or moved; `INVALID_OPTION` for events that do not begin
 * with the start of their run, or have gaps
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
      'all events of a run from its start on: of run.events$, start the run with { history: n }; of engine.history, read all pages',
      first && `${first.type} as number ${first.seq}, and ${rest.length} more`,
    );
  return [first, ...rest];
}
