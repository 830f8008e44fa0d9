import type { LineDefinition } from '../definition/concurrency';
import type { Placing } from '../definition/placing';
import type { LineDescription, PlacingDescription } from './description';

/** Describes the options that every node may have. */
export function describePlacing({ delayMs, deadlineMs, maxVisits, line }: Placing): PlacingDescription {
  return {
    ...(delayMs !== undefined && { delayMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxVisits !== undefined && { maxVisits }),
    ...(line && { line: describeLine(line) }),
  };
}

function describeLine({ name, limit, total, key }: LineDefinition): LineDescription {
  return {
    ...(name !== undefined && { name }),
    limit,
    ...(total !== undefined && { total }),
    keyed: key !== undefined,
  };
}
