import type { ConcurrencyDefinition } from '../definition/concurrency';
import type { Placing } from '../definition/placing';
import type { ConcurrencyDescription, PlacingDescription } from './description';

/** Describes the options of any node. */
export function describePlacing({ delayMs, deadlineMs, maxVisits, queue }: Placing): PlacingDescription {
  return {
    ...(delayMs !== undefined && { delayMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxVisits !== undefined && { maxVisits }),
    ...(queue && { queue: describeConcurrency(queue) }),
  };
}

function describeConcurrency({ name, limit, total, key }: ConcurrencyDefinition): ConcurrencyDescription {
  return {
    ...(name !== undefined && { name }),
    limit,
    ...(total !== undefined && { total }),
    keyed: key !== undefined,
  };
}
