import { knownOptions } from '../../errors';
import { atLeastOne, defineGuard, type Guard } from '../../step';
import { checkQueue } from '../rate-limit/rate-limit';
import { OpenBulkhead } from './open-bulkhead';

/** The options of {@link bulkhead}. */
export interface BulkheadOptions {
  /** The name in snapshots, events and errors. Default: derived from the step, node or client with the bulkhead. */
  readonly name?: string;
  /**
   * Maximum number of waiting calls, first in, first out. Further calls fail with `BULKHEAD_FULL`. Default: no limit.
   */
  readonly queue?: number;
}

/**
 * Declares a bulkhead: at most `size` calls are in progress at once, in all runs of the engine. Declare it once; all
 * users of the declaration share it. A number as an option declares a bulkhead that is not shared.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a size below 1 or an invalid queue
 * @example const reports = bulkhead(4, { name: 'reports', queue: 100 });
 */
export function bulkhead(size: number, options: BulkheadOptions = {}): Guard<'bulkhead'> {
  const { name, queue = Number.POSITIVE_INFINITY } = knownOptions(options, { name: true, queue: true }, 'bulkhead()');
  atLeastOne(size, 'bulkhead(): size');
  checkQueue(queue, 'bulkhead()');
  return defineGuard({
    kind: 'bulkhead',
    name,
    settings: { size, ...(queue !== Number.POSITIVE_INFINITY && { queue }) },
    open: (host) => new OpenBulkhead(host, size, queue),
  });
}
