import { hasEnded, migrationObstacles } from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry, Program } from '../../../execution';
import { missingOutputs, movedBy, type Obstacle } from '../../../flow';
import type { RunRow } from '../../../storage/port';
import type { MigrateOptions, RefusedRun } from '../../port/run-administration';
import type { RunMover } from '../run-mover';

/** Moves runs that have nothing executing to other versions of their flows. */
export class Migrations {
  constructor(
    private readonly registry: FlowRegistry,
    private readonly mover: Pick<RunMover, 'act'>,
  ) {}

  /** Moves a run. Returns the refusal if it was not moved. */
  async move(row: RunRow, to: Program, { map = {} }: MigrateOptions): Promise<RefusedRun | undefined> {
    const runId = row.origin.id;
    const problem = problemOf(row, to);
    if (problem !== undefined) return { runId, reason: problem };
    const from = this.registry.byName(row.origin.flow, row.origin.version);
    let obstacles: readonly Obstacle[] = [];
    const taken = await this.mover.act(row, from, (stored, state) => {
      if (hasEnded(stored.head.status) && !hasEnded(state.status)) throw readAgainError(runId);
      const moved = movedBy(to.graph, map);
      obstacles = [...migrationObstacles(state, moved), ...missingOutputs(from.graph, to.graph, moved)];
      if (obstacles.length > 0 || problemOf(stored, to) !== undefined) return undefined;
      const versions = { from: from.graph.version, to: to.graph.version };
      return { input: { type: 'run.migrate', ...versions, map }, onto: to };
    });
    const late = obstacles.length > 0 ? 'the new version lacks what it needs' : problemOf(taken, to);
    return late === undefined ? undefined : { runId, reason: late, obstacles };
  }
}

function readAgainError(runId: string): MillraceError {
  return new MillraceError('WRONG_STATE', `run ${runId} failed because it could not be read; redrive it first`, {
    details: { runId },
  });
}

/** Returns the reason why a run cannot be moved, as far as its row shows. */
function problemOf({ origin, head }: RunRow, { graph }: Program): string | undefined {
  if (origin.flow !== graph.name) return `it is a run of flow "${origin.flow}", not of "${graph.name}"`;
  if (origin.version === graph.version) return `it is on version ${graph.version} already`;
  if (head.endedAt !== undefined && head.status !== 'failed') return `it is ${head.status}`;
  return head.busy ? 'something executes in it; try again when it waits' : undefined;
}

/** Returns the refusal that an error of Millrace describes; rethrows any other error. */
export function refusedRunOf(runId: string, error: unknown): RefusedRun {
  if (MillraceError.is(error)) return { runId, reason: error.message };
  throw error;
}
