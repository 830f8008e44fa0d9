import { MillraceError } from '../../errors';
import type { Clock } from '../../step';
import type { Payloads } from '../../storage';
import type { Posting, RunAddress, RunKey, Storage } from '../../storage/port';
import type { SentHappening } from './message';

/** Sends things to runs, whoever owns them. What is written is acknowledged: the run's owner lets it happen. */
export class Inbox {
  constructor(
    private readonly storage: Storage,
    private readonly codec: Payloads,
    private readonly clock: Clock,
    /** Something is there for a run. */
    private readonly onSent: (run: RunKey) => void,
  ) {}

  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED` or `IDEMPOTENCY_CONFLICT` */
  async send(to: RunAddress, happening: SentHappening, idempotencyKey?: string): Promise<void> {
    const posting: Posting = {
      to,
      at: this.clock.now(),
      body: this.codec.encode(happening),
      ...(idempotencyKey !== undefined && { idempotencyKey, digest: this.codec.digest(happening) }),
    };
    const { result, run } = await this.storage.post(posting);
    const what = happening.type === 'signal.received' ? `the signal "${happening.name}"` : `"${happening.type}"`;
    switch (result) {
      case 'unknown':
        throw new MillraceError('UNKNOWN_RUN', `there is no run for ${what}: ${JSON.stringify(to)}`, {
          details: { to },
        });
      case 'ended':
        throw new MillraceError('RUN_FINISHED', `run ${run?.id ?? ''} is ${run?.status ?? ''} and takes no ${what}`);
      case 'conflict':
        throw new MillraceError(
          'IDEMPOTENCY_CONFLICT',
          `run ${run?.id ?? ''} got something else with the idempotency key "${idempotencyKey ?? ''}"; use a new key for ${what}`,
          { details: { runId: run?.id, idempotencyKey } },
        );
      default:
        if (run) this.onSent(run.key);
    }
  }
}
