import { MillraceError } from '../../errors';
import type { Created, CreateResult, Lease, NewRun, Storage } from '../../storage/port';
import type { StartOptions } from '../engine-options';
import type { Program } from '../program';
import type { FreshRun } from './new-run';

interface Waiting {
  readonly run: NewRun;
  readonly resolve: (result: CreateResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Creates runs, or finds the ones that the same idempotency keys have created before. Starts of one turn share a transaction. */
export class Starts {
  private waiting: Waiting[] = [];

  constructor(
    private readonly storage: Storage,
    private readonly lease: () => Lease,
  ) {}

  /** @throws {MillraceError} `IDEMPOTENCY_CONFLICT`, `DUPLICATE_RUN`, `PAYLOAD_TOO_LARGE` */
  async create({ graph }: Program, { row }: FreshRun, { idempotencyKey = '' }: StartOptions): Promise<Created> {
    const created = await this.write(row);
    if ('error' in created) throw created.error;
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

  private write(run: NewRun): Promise<CreateResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ run, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    try {
      const results = await this.storage.create({ runs: batch.map(({ run }) => run), lease: this.lease() });
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] ?? { error: new Error('the storage gave no answer') });
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
