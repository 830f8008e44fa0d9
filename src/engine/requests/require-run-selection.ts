import type { RunFilter } from '../port/run-summary';
import { requireOptions } from './require-options';
import { requireString } from './require-string';

/**
 * Checks a selection of runs: their ids, or a filter.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function requireRunSelection(runs: readonly string[] | RunFilter): void {
  if (isIdList(runs)) for (const runId of runs) requireString(runId, 'runs');
  else requireOptions(runs, 'runs');
}

/** Returns whether a selection of runs is a list of their ids. */
export function isIdList(runs: readonly string[] | RunFilter): runs is readonly string[] {
  return Array.isArray(runs);
}
