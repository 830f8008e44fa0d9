import type { Run, RunEvent, RunEventType, RunStreamEvent } from 'millrace';
import { lastValueFrom, toArray } from 'rxjs';

/** Every event of a run, when it has ended. The run was started with `history`, or is kept in a storage. */
export async function eventsOf(run: Pick<Run, 'events$'>): Promise<readonly RunEvent[]> {
  const notices = await lastValueFrom(run.events$.pipe(toArray()));
  return notices.filter((notice): notice is RunEvent => notice.type !== 'run.snapshot');
}

/** The events of one type, with what events of that type carry. */
export function ofType<Type extends RunEventType>(
  events: readonly RunStreamEvent[],
  type: Type,
): readonly Extract<RunEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { readonly type: Type }> => event.type === type);
}
