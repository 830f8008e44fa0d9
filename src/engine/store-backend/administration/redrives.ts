import type { Rewind } from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry, Program } from '../../../execution';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunRow, Storage } from '../../../storage/port';
import { changesOf, eventsOf } from '../../../storage/records';
import type { RedriveOptions } from '../../port/run-administration';
import { missedFailureOf } from '../journal/run-head';
import type { RunMover } from '../run-mover';
import { rewindPoint } from './rewind-point';

/** The dependencies of {@link Redrives}. */
export interface RedrivesParts {
  readonly storage: Storage;
  readonly codec: PayloadCodec;
  readonly registry: FlowRegistry;
  readonly mover: Pick<RunMover, 'act'>;
}

/** Continues failed runs from the point of failure. */
export class Redrives {
  constructor(private readonly parts: RedrivesParts) {}

  /**
   * Redrives a run. Resolves once the redrive has been written.
   *
   * @throws {MillraceError} `WRONG_STATE`, `UNKNOWN_FLOW`, `RUN_BUSY`, `UNREADABLE`
   */
  async redrive(row: RunRow, options: RedriveOptions): Promise<void> {
    const { codec, registry, mover } = this.parts;
    const { flow, version, id } = row.origin;
    const program = registry.byName(flow, version);
    refuseUnlessFailed(row);
    const input = 'input' in options ? { value: codec.copy(options.input, () => `the input of run ${id}`) } : undefined;
    const rewind = hasUndone(row) ? await this.rewindPointOf(row, program) : undefined;
    // Check again once the run is claimed: another operator may have redriven it first.
    const taken = await mover.act(row, program, (stored, state) => {
      if (stored.head.status !== 'failed' || hasUndone(stored) !== (rewind !== undefined)) return undefined;
      const missed = missedFailureOf(codec, stored, state);
      return { input: { type: 'run.redrive', input, missed, rewind } };
    });
    refuseUnlessFailed(taken);
  }

  /** Returns the point from which a run continues that has undone its work. */
  private async rewindPointOf({ key, origin }: RunRow, { graph }: Program): Promise<Rewind> {
    const { codec, storage } = this.parts;
    const entries = await storage.journal({ run: key });
    const point = rewindPoint(
      entries.map((entry) => ({ changes: changesOf(codec, entry, origin.id), events: eventsOf(codec, entry, origin) })),
    );
    if (point && graph.places.get(point.place)?.owner === graph.root) return point;
    const problem = point ? `has to continue at "${point.place}", which its version does not have` : 'had not begun';
    throw wrongState(origin.id, `${problem}; start a new run`, { status: 'failed' });
  }
}

/** Returns whether a failed run has undone its work. Such a run has no position. */
function hasUndone({ head }: RunRow): boolean {
  return head.at.length === 0;
}

function refuseUnlessFailed({ origin, head }: RunRow): void {
  const { status } = head;
  if (status === 'failed') return;
  throw wrongState(origin.id, `is ${status}; only a failed run can be tried again`, { status });
}

function wrongState(runId: string, problem: string, details: { readonly status: string }): MillraceError {
  return new MillraceError('WRONG_STATE', `run ${runId} ${problem}`, { details: { runId, ...details } });
}
