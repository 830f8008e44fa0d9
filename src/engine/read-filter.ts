import { MillraceError } from '../errors';
import type { RunStatus } from '../run';
import type { RunQuery } from '../storage';
import type { RunFilter } from './run-summary';
import { wholeNumber } from './whole-number';

const ORDERS: ReadonlySet<unknown> = new Set(['newest', 'oldest']);
const STATUSES: ReadonlySet<string> = new Set<RunStatus>([
  'pending',
  'running',
  'waiting',
  'paused',
  'completed',
  'failed',
  'cancelled',
]);
/** Runs that have not ended. */
export const UNFINISHED: readonly RunStatus[] = Object.freeze(['pending', 'running', 'waiting', 'paused']);

/**
 * A filter in the form in which storages are asked.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function readFilter({ order = 'newest', limit = 100, status, since, until, ...rest }: RunFilter): RunQuery {
  if (!ORDERS.has(order)) throw refused('order', '"newest" or "oldest"', order);
  const statuses = typeof status === 'string' ? [status] : status;
  if (statuses !== undefined && !isList(statuses)) throw refused('status', 'a status, or a list of them', statuses);
  const unknown = statuses?.find((one) => !STATUSES.has(one));
  if (unknown !== undefined) throw refused('status', `one of ${[...STATUSES].join(', ')}`, unknown);
  return {
    ...given(rest),
    ...(statuses && { status: statuses }),
    ...(since !== undefined && { since: momentOf('since', since) }),
    ...(until !== undefined && { until: momentOf('until', until) }),
    order,
    limit: wholeNumber(limit, 'limit', 1),
  };
}

type Plain = Omit<RunFilter, 'order' | 'limit' | 'status' | 'since' | 'until'>;

function given({ flow, version, tag, correlationId, after }: Plain): Partial<RunQuery> {
  for (const [option, text] of Object.entries({ flow, version, tag, correlationId, after }))
    if (text !== undefined && typeof text !== 'string') throw refused(option, 'a text', text);
  return {
    ...(flow !== undefined && { flow }),
    ...(version !== undefined && { version }),
    ...(tag !== undefined && { tag }),
    ...(correlationId !== undefined && { correlationId }),
    ...(after !== undefined && { after }),
  };
}

function momentOf(option: string, moment: Date | number): number {
  const ms = moment instanceof Date ? moment.getTime() : moment;
  if (Number.isFinite(ms)) return ms;
  throw refused(option, 'a Date or epoch milliseconds', moment);
}

function refused(option: string, expected: string, given: unknown): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: expected ${expected}, got ${shown(given)}`, {
    details: { option },
  });
}

/** What a caller without types gives may be anything. */
function isList(value: unknown): boolean {
  return Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Date || typeof value === 'number') return String(value);
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
