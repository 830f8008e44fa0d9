import { migrationObstacles } from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Program } from '../../../execution/registry/program';
import { missingOutputs, movedBy, type Obstacle } from '../../../flow';
import type { RunRow } from '../../../storage/port';
import type { LiveRun } from '../../driver/live-run';
import type { RunDriver } from '../../driver/run-driver';
import type { MigrateOptions, RefusedRun } from '../../port/run-administration';
import { flowStructureOf } from '../loading/flow-structure';
import type { OwnedRuns } from '../ownership/owned-runs';
import type { ExclusiveRuns } from './exclusive-runs';

/** Moves runs in which nothing executes onto other versions of their flows. */
export class Migrations {
  constructor(
    private readonly taken: ExclusiveRuns,
    private readonly registry: FlowRegistry,
    private readonly owned: OwnedRuns,
    private readonly executor: RunDriver,
  ) {}

  /** Gives why the run stays where it is; nothing if it was moved. */
  async move(row: RunRow, to: Program, { map = {} }: MigrateOptions): Promise<RefusedRun | undefined> {
    const runId = row.origin.id;
    const problem = problemOf(row, to);
    if (problem !== undefined) return { runId, reason: problem };
    const from = this.registry.byName(row.origin.flow, row.origin.version);
    const stored = await this.taken.take(row);
    let obstacles: readonly Obstacle[] = [];
    await this.owned.handle(from, stored, (run) => {
      const moved = movedBy(to.graph, map);
      obstacles = [...migrationObstacles(run.state, moved), ...missingOutputs(from.graph, to.graph, moved)];
      if (obstacles.length > 0 || problemOf(stored, to) !== undefined) return run;
      const onto = this.owned.moved(run, to, flowStructureOf(to));
      this.happen(onto, from, to, map);
      return onto;
    });
    const late = obstacles.length > 0 ? 'the new version lacks what it needs' : problemOf(stored, to);
    return late === undefined ? undefined : { runId, reason: late, obstacles };
  }

  private happen(run: LiveRun, from: Program, to: Program, map: Readonly<Record<string, string>>): void {
    const versions = { from: from.graph.version, to: to.graph.version };
    this.executor.apply(run, { type: 'run.migrate', ...this.executor.now(), ...versions, map });
  }
}

/** What can be said before the run is looked at closely. */
function problemOf({ origin, head }: RunRow, { graph }: Program): string | undefined {
  if (origin.flow !== graph.name) return `it is a run of flow "${origin.flow}", not of "${graph.name}"`;
  if (origin.version === graph.version) return `it is on version ${graph.version} already`;
  if (head.endedAt !== undefined && head.status !== 'failed') return `it is ${head.status}`;
  return head.busy ? 'something executes in it; try again when it waits' : undefined;
}

/** Why something was not done, where an error says so. */
export function refusedRunOf(runId: string, error: unknown): RefusedRun {
  if (MillraceError.is(error)) return { runId, reason: error.message };
  throw error;
}
