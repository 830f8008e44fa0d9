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
import { requireOptions } from '../requests/require-options';
import { requireRunSelection } from '../requests/require-run-selection';
import { EngineFace } from './engine-face';

/** The face of an engine over a storage, with run administration. */
export class DurableEngineFace extends EngineFace<DurableBackend> implements DurableEngine {
  async redrive(runId: string, options?: RedriveOptions): Promise<Run> {
    await this.readyToWork('the run was not redriven');
    return this.handle(await this.backend.administration.redrive(runId, options));
  }

  async redriveAll(filter?: Omit<RunFilter, 'status' | 'after'>): Promise<Redriven> {
    await this.readyToWork('no run was redriven');
    return this.backend.administration.redriveAll(filter);
  }

  async fork(runId: string, options?: ForkOptions): Promise<Run> {
    await this.readyToWork('the run was not forked');
    return this.handle(await this.backend.administration.fork(runId, options));
  }

  async history(runId: string, options?: HistoryOptions): Promise<HistoryPage> {
    await this.ready();
    return this.backend.administration.history(runId, options);
  }

  async migrate(runs: readonly string[] | RunFilter, options: MigrateOptions): Promise<Migrated> {
    await this.readyToWork('no run was migrated');
    requireRunSelection(runs);
    const to = await this.programOf(requireOptions(options).to);
    return this.backend.administration.migrate(runs, to, options);
  }

  async orphans(filter?: RunFilter): Promise<Page<RunSummary>> {
    await this.ready();
    return this.backend.administration.orphans(filter);
  }

  async remove(runId: string): Promise<void> {
    await this.readyToWork('the run was not removed');
    await this.backend.administration.remove(runId);
  }

  async purge(options: PurgeOptions): Promise<number> {
    await this.readyToWork('nothing was removed');
    return this.backend.administration.purge(options);
  }
}
