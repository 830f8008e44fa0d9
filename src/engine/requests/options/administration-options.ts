import { knownOptions, type OptionNames } from '../../../errors';
import type {
  ForkOptions,
  HistoryOptions,
  MigrateOptions,
  PurgeOptions,
  RedriveOptions,
} from '../../port/run-administration';
import type { RunFilter } from '../../port/run-summary';
import { checkStartValues } from './start-options';

/** The filter of `redriveAll`: it always takes all failed runs. */
export type RedriveFilter = Omit<RunFilter, 'status' | 'after'>;

const REDRIVE_FILTER: OptionNames<RedriveFilter> = {
  flow: true,
  version: true,
  tag: true,
  correlationId: true,
  since: true,
  until: true,
  order: true,
  limit: true,
};
const FORK_OPTIONS: OptionNames<ForkOptions> = {
  after: true,
  id: true,
  idempotencyKey: true,
  correlationId: true,
  tags: true,
};

// Each function returns a copy, and throws `INVALID_OPTION` for an option that does not exist.

export function requireRedriveOptions(options: RedriveOptions): RedriveOptions {
  return knownOptions(options, { input: true }, 'redrive()');
}

export function requireRedriveFilter(filter: RedriveFilter): RedriveFilter {
  return knownOptions(filter, REDRIVE_FILTER, 'redriveAll()');
}

export function requireForkOptions(options: ForkOptions): ForkOptions {
  const known = knownOptions(options, FORK_OPTIONS, 'fork()');
  checkStartValues(known, 'fork()');
  return known;
}

export function requireHistoryOptions(options: HistoryOptions): HistoryOptions {
  return knownOptions(options, { after: true, limit: true }, 'history()');
}

export function requireMigrateOptions(options: MigrateOptions): MigrateOptions {
  return knownOptions(options, { to: true, map: true }, 'migrate()');
}

export function requirePurgeOptions(options: PurgeOptions): PurgeOptions {
  return knownOptions(options, { olderThan: true, flow: true, limit: true }, 'purge()');
}
