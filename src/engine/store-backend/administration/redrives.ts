import { MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunRow } from '../../../storage/port';
import type { RedriveOptions } from '../../port/run-administration';
import { missedFailureOf } from '../journal/run-head';
import type { RunMover } from '../run-mover';

/** Continues failed runs from the point of failure. */
export class Redrives {
  constructor(
    private readonly registry: FlowRegistry,
    private readonly codec: PayloadCodec,
    private readonly mover: Pick<RunMover, 'act'>,
  ) {}

  /** Redrives a run. Resolves once the redrive has been written. */
  async redrive(row: RunRow, options: RedriveOptions): Promise<void> {
    const { flow, version, id } = row.origin;
    const program = this.registry.byName(flow, version);
    refuseUnlessFailed(row);
    const input =
      'input' in options ? { value: this.codec.copy(options.input, () => `the input of run ${id}`) } : undefined;
    // Check again once the run is claimed: another operator may have redriven it first.
    const taken = await this.mover.act(row, program, (stored, state) => {
      if (!canBeRedriven(stored)) return undefined;
      return { input: { type: 'run.redrive', input, missed: missedFailureOf(this.codec, stored, state) } };
    });
    refuseUnlessFailed(taken);
  }
}

/** Returns whether a run can be redriven. A compensated run has nothing left to continue from. */
function canBeRedriven({ head }: RunRow): boolean {
  return head.status === 'failed' && head.at.length > 0;
}

function refuseUnlessFailed(row: RunRow): void {
  if (canBeRedriven(row)) return;
  const { origin, head } = row;
  const problem =
    head.status === 'failed'
      ? 'has undone what it did, so there is nothing to go on from; fork it from an earlier event, or start a new one'
      : `is ${head.status}; only a failed run can be tried again`;
  throw new MillraceError('WRONG_STATE', `run ${origin.id} ${problem}`, {
    details: { runId: origin.id, status: head.status },
  });
}
