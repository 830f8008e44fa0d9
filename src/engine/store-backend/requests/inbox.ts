import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunAddress, RunKey, SendRequest, SendResult, Storage } from '../../../storage/port';
import { describeRunAddress } from '../../requests/parse-run-address';
import { describeInput, runFinished } from '../../requests/run-finished';
import type { SentInput } from '../../requests/sent-input';
import { unknownOutcome } from './unknown-outcome';

/** The dependencies of an {@link Inbox}. */
export interface InboxParts {
  readonly storage: Storage;
  readonly codec: PayloadCodec;
  readonly clock: Clock;
  /** Called after an input was sent to a run. */
  readonly onSent: (run: RunKey) => void;
}

/**
 * Sends inputs to runs, whichever engine owns them. A written input is acknowledged; the owner of the run applies it.
 */
export class Inbox {
  constructor(private readonly parts: InboxParts) {}

  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED`, `IDEMPOTENCY_CONFLICT` or `STORAGE_UNAVAILABLE` */
  async send(to: RunAddress, coreInput: SentInput, idempotencyKey?: string): Promise<void> {
    const request: SendRequest = {
      to,
      at: this.parts.clock.now(),
      body: this.parts.codec.encode(coreInput),
      ...(idempotencyKey !== undefined && { idempotencyKey, digest: this.parts.codec.digest(coreInput) }),
    };
    const what = `the ${describeInput(coreInput)}`;
    const { result, run } = await this.posted(request, what);
    switch (result) {
      case 'unknown':
        throw new MillraceError('UNKNOWN_RUN', `there is no ${describeRunAddress(to)} for ${what}`, {
          details: { to },
        });
      case 'ended':
        throw runFinished(run?.id ?? '', run?.status, coreInput);
      case 'conflict':
        throw new MillraceError(
          'IDEMPOTENCY_CONFLICT',
          `run ${run?.id ?? ''} has received different data with the idempotency key "${idempotencyKey ?? ''}"; use a new key for ${what}`,
          { details: { runId: run?.id, idempotencyKey } },
        );
      case 'posted':
      case 'repeated':
      case 'stale':
        if (run) this.parts.onSent(run.key);
    }
  }

  private async posted(request: SendRequest, what: string): Promise<SendResult> {
    try {
      return await this.parts.storage.send(request);
    } catch (error) {
      const { to, idempotencyKey } = request;
      const cure =
        idempotencyKey === undefined
          ? 'one that is sent again may be received twice; give it an idempotencyKey, and it can be repeated without a second effect'
          : 'repeat it with the same idempotencyKey, which has no second effect';
      throw unknownOutcome(error, what, cure, { to, idempotencyKey });
    }
  }
}
