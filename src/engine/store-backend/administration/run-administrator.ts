import { hasEnded } from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry, Program } from '../../../execution';
import { durationMs } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { Page, Storage } from '../../../storage/port';
import type { AdministrationBackend, RunIdentifiers } from '../../port/engine-backend';
import type { StartOptions } from '../../port/engine-options';
import type {
  ForkOptions,
  HistoryOptions,
  HistoryPage,
  Migrated,
  MigrateOptions,
  PurgeOptions,
  Redriven,
  RedriveOptions,
  RefusedRun,
} from '../../port/run-administration';
import type { RunFilter, RunSummary } from '../../port/run-summary';
import { parseRunFilter, UNFINISHED } from '../../requests/parse-run-filter';
import { requireInteger } from '../../requests/require-integer';
import { isIdList } from '../../requests/require-run-selection';
import { requireString } from '../../requests/require-string';
import type { RunRows } from '../reading/run-rows';
import { summarizeRow } from '../reading/summarize-row';
import type { FreshRun } from '../requests/new-run';
import type { RunMover } from '../run-mover';
import { Forks } from './forks';
import { Histories } from './histories';
import { Migrations, refusedRunOf } from './migrations';
import { checkPlaceMap } from './place-map';
import { Redrives } from './redrives';
import type { Retention } from './retention';

/** The dependencies of a {@link RunAdministrator}. */
export interface RunAdministratorParts {
  readonly storage: Storage;
  readonly codec: PayloadCodec;
  readonly registry: FlowRegistry;
  readonly mover: RunMover;
  readonly retention: Retention;
  readonly rows: RunRows;
  /** Creates a run. */
  readonly launch: (fresh: FreshRun, options: StartOptions) => Promise<RunIdentifiers>;
}

/** Administers stored runs: redrives, forks, migrates, lists and removes them. */
export class RunAdministrator implements AdministrationBackend {
  private readonly redrives: Redrives;
  private readonly forks: Forks;
  private readonly migrations: Migrations;
  private readonly histories: Histories;

  constructor(private readonly parts: RunAdministratorParts) {
    const { storage, codec, registry, mover } = parts;
    this.redrives = new Redrives({ storage, codec, registry, mover });
    this.forks = new Forks(storage, codec, registry);
    this.migrations = new Migrations(registry, mover);
    this.histories = new Histories(storage, codec.reader);
  }

  async redrive(runId: string, options: RedriveOptions = {}): Promise<RunIdentifiers> {
    const row = await this.parts.rows.of(runId, 'redrive()');
    await this.redrives.redrive(row, options);
    return row.origin;
  }

  async redriveAll(filter: Omit<RunFilter, 'status' | 'after'> = {}): Promise<Redriven> {
    const redriven: string[] = [];
    const refused: RefusedRun[] = [];
    for (const runId of await this.idsOf({ order: 'oldest', ...filter, status: 'failed' }, 'redriveAll()')) {
      try {
        await this.redrive(runId, {});
        redriven.push(runId);
      } catch (error) {
        refused.push(refusedRunOf(runId, error));
      }
    }
    return { redriven, refused };
  }

  async fork(runId: string, options: ForkOptions = {}): Promise<RunIdentifiers> {
    const { rows, mover, launch } = this.parts;
    return launch(await this.forks.fork(await rows.of(runId, 'fork()'), options, mover.now()), options);
  }

  async history(runId: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    return this.histories.page(await this.parts.rows.of(runId, 'history()'), options);
  }

  async migrate(runs: readonly string[] | RunFilter, to: Program, options: MigrateOptions): Promise<Migrated> {
    checkPlaceMap(options.map, to.graph, this.parts.registry);
    const moved: string[] = [];
    const refused: RefusedRun[] = [];
    for (const runId of isIdList(runs) ? runs : await this.toMove(runs, to)) {
      try {
        const refusal = await this.migrations.move(await this.parts.rows.of(runId, 'migrate()'), to, options);
        if (refusal) refused.push(refusal);
        else moved.push(runId);
      } catch (error) {
        refused.push(refusedRunOf(runId, error));
      }
    }
    return { moved, refused };
  }

  async orphans(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    const query = parseRunFilter({ order: 'oldest', status: UNFINISHED, ...filter }, 'orphans()');
    const { items, next } = await this.parts.storage.list({ ...query, notOf: this.parts.registry.versions() });
    return { items: items.map((row) => summarizeRow(row, this.parts.codec.reader)), next };
  }

  private async list(filter: RunFilter, by: string): Promise<Page<RunSummary>> {
    const { items, next } = await this.parts.storage.list(parseRunFilter(filter, by));
    return { items: items.map((row) => summarizeRow(row, this.parts.codec.reader)), next };
  }

  async remove(runId: string): Promise<void> {
    const { key, head } = await this.parts.rows.of(runId, 'remove()');
    const details = { runId, status: head.status };
    if (!hasEnded(head.status)) {
      const message = `run ${runId} is ${head.status}; only a run that is over can be removed, so cancel it first`;
      throw new MillraceError('WRONG_STATE', message, { details });
    }
    const removed = await this.parts.storage.purge({ endedBefore: Number.MAX_SAFE_INTEGER, limit: 1, run: key });
    if (removed === 0)
      throw new MillraceError('RUN_BUSY', `run ${runId} is still being released; try again`, { details });
  }

  async purge(options: PurgeOptions): Promise<number> {
    const { olderThan, flow, limit } = options;
    if (flow !== undefined) requireString(flow, 'flow', 'purge()');
    const most = limit === undefined ? undefined : requireInteger(limit, 'limit', 'purge()');
    return this.parts.retention.purge(durationMs(olderThan, 'olderThan', 'purge()'), flow, most);
  }

  /** Returns the runs of the flow that are on other versions. */
  private async toMove(filter: RunFilter, { graph }: Program): Promise<readonly string[]> {
    const status = filter.status ?? UNFINISHED;
    const rows = await this.rowsOf({ order: 'oldest', ...filter, status, flow: graph.name }, 'migrate()');
    return rows.filter(({ version }) => version !== graph.version).map(({ id }) => id);
  }

  private async idsOf(filter: RunFilter, by: string): Promise<readonly string[]> {
    return (await this.rowsOf(filter, by)).map(({ id }) => id);
  }

  /** Returns all runs that match a filter, up to its limit. */
  private async rowsOf({ limit: most, ...filter }: RunFilter, by: string): Promise<readonly RunSummary[]> {
    const limit = most === undefined ? Number.POSITIVE_INFINITY : requireInteger(most, 'limit', by, 1);
    const rows: RunSummary[] = [];
    let after: string | undefined;
    while (rows.length < limit) {
      const page = await this.list({ ...filter, limit: Math.min(500, limit - rows.length), after }, by);
      rows.push(...page.items);
      if (page.next === undefined) break;
      after = page.next;
    }
    return rows;
  }
}
