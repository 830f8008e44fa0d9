import { atLeastOne, defineGuard, type Guard } from '../../step';
import { checkQueue } from '../rate-limit/rate-limit';
import { OpenBulkhead } from './open-bulkhead';

/** How a bulkhead treats those for whom there is no room. */
export interface BulkheadOptions {
  /** Shown in snapshots, events and errors. Default: the name of the class that carries the bulkhead. */
  readonly name?: string;
  /** Calls that may wait, first come, first served; further ones fail with `BULKHEAD_FULL`. Default: any number. */
  readonly queue?: number;
}

/**
 * Declares a bulkhead: no more than `size` calls go on at once, in all runs of the engine together. Declare it once; all
 * who name the same declaration share it. As an option, a number makes one that nobody else shares.
 *
 * @throws {MillraceError} `INVALID_OPTION` for a size below 1, or a queue that cannot be
 * @example const reports = bulkhead(4, { name: 'reports', queue: 100 });
 */
export function bulkhead(size: number, options: BulkheadOptions = {}): Guard<'bulkhead'> {
  const { name, queue = Number.POSITIVE_INFINITY } = options;
  atLeastOne(size, 'bulkhead(): size');
  checkQueue(queue, 'bulkhead()');
  return defineGuard({
    kind: 'bulkhead',
    name,
    settings: { size, ...(queue !== Number.POSITIVE_INFINITY && { queue }) },
    open: (host) => new OpenBulkhead(host, size, queue),
  });
}
