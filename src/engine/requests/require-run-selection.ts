import { isList } from '../../errors';
import type { RunFilter } from '../port/run-summary';
import { requireRunFilter } from './parse-run-filter';
import { requireString } from './require-string';

/**
 * Returns a selection of runs: their ids, or a copy of a filter.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function requireRunSelection(runs: readonly string[] | RunFilter, by: string): readonly string[] | RunFilter {
  return isIdList(runs)
    ? Array.from(runs, (runId) => requireString(runId, 'runs', by))
    : requireRunFilter(runs, by, 'runs');
}

/** Returns whether a selection of runs is a list of their ids. */
export function isIdList(runs: readonly string[] | RunFilter): runs is readonly string[] {
  return isList(runs);
}
