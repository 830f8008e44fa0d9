import { MillraceError } from '../../errors';
import type { Created, Lease, Storage } from '../../storage/port';
import type { StartOptions } from '../engine-options';
import type { Program } from '../program';
import type { FreshRun } from './new-run';

/** Creates runs, or finds the ones that the same idempotency keys have created before. */
export class Starts {
  constructor(
    private readonly storage: Storage,
    private readonly lease: () => Lease,
  ) {}

  /** @throws {MillraceError} `IDEMPOTENCY_CONFLICT`, `DUPLICATE_RUN`, `PAYLOAD_TOO_LARGE` */
  async create({ graph }: Program, { row }: FreshRun, { idempotencyKey = '' }: StartOptions): Promise<Created> {
    const [created] = await this.storage.create({ runs: [row], lease: this.lease() });
    if (!created || 'error' in created) throw created?.error ?? new Error('the storage gave no answer');
    const { id, result } = created;
    if (result === 'conflict') {
      throw new MillraceError(
        'IDEMPOTENCY_CONFLICT',
        `flow "${graph.name}" was started with the idempotency key "${idempotencyKey}" and another input, as run ${id}; use a new key for new work`,
        { details: { runId: id, idempotencyKey } },
      );
    }
    if (result === 'taken') {
      throw new MillraceError(
        'DUPLICATE_RUN',
        `there is a run with the id "${id}" already; leave id out or choose another`,
      );
    }
    return created;
  }
}
