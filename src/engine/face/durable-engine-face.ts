import type { Page } from '../../storage/port';
import type { DurableBackend } from '../port/engine-backend';
import type { Run } from '../port/run';
import type {
  DurableEngine,
  ForkOptions,
  HistoryOptions,
  HistoryPage,
  Migrated,
  MigrateOptions,
  PurgeOptions,
  Redriven,
  RedriveOptions,
} from '../port/run-administration';
import type { RunFilter, RunSummary } from '../port/run-summary';
import {
  type RedriveFilter,
  requireForkOptions,
  requireHistoryOptions,
  requireMigrateOptions,
  requirePurgeOptions,
  requireRedriveFilter,
  requireRedriveOptions,
} from '../requests/options/administration-options';
import { requireRunFilter } from '../requests/parse-run-filter';
import { requireRunSelection } from '../requests/require-run-selection';
import { EngineFace } from './engine-face';

/** The face of an engine over a storage, with run administration. */
export class DurableEngineFace extends EngineFace<DurableBackend> implements DurableEngine {
  async redrive(runId: string, options: RedriveOptions = {}): Promise<Run> {
    const known = requireRedriveOptions(options);
    await this.readyToWork('the run was not redriven');
    return this.handle(await this.backend.administration.redrive(runId, known));
  }

  async redriveAll(filter: RedriveFilter = {}): Promise<Redriven> {
    const known = requireRedriveFilter(filter);
    await this.readyToWork('no run was redriven');
    return this.backend.administration.redriveAll(known);
  }

  async fork(runId: string, options: ForkOptions = {}): Promise<Run> {
    const known = requireForkOptions(options);
    await this.readyToWork('the run was not forked');
    return this.handle(await this.backend.administration.fork(runId, known));
  }

  async history(runId: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    const known = requireHistoryOptions(options);
    await this.ready();
    return this.backend.administration.history(runId, known);
  }

  async migrate(runs: readonly string[] | RunFilter, options: MigrateOptions): Promise<Migrated> {
    const selection = requireRunSelection(runs, 'migrate()');
    const known = requireMigrateOptions(options);
    await this.readyToWork('no run was migrated');
    return this.backend.administration.migrate(selection, await this.programOf(known.to, 'migrate(): to'), known);
  }

  async orphans(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    const known = requireRunFilter(filter, 'orphans()');
    await this.ready();
    return this.backend.administration.orphans(known);
  }

  async remove(runId: string): Promise<void> {
    await this.readyToWork('the run was not removed');
    await this.backend.administration.remove(runId);
  }

  async purge(options: PurgeOptions): Promise<number> {
    const known = requirePurgeOptions(options);
    await this.readyToWork('nothing was removed');
    return this.backend.administration.purge(known);
  }
}
