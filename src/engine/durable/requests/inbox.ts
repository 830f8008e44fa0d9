import { MillraceError } from '../../../errors';
import { instanceCodecs } from '../../../execution/validation';
import type { Clock } from '../../../step';
import type { Payloads } from '../../../storage';
import type { Posted, Posting, RunAddress, RunKey, Storage } from '../../../storage/port';
import type { SignalTarget } from '../../port/engine';
import { addressOf, addressShown } from '../../requests/parse-run-address';
import { type AnySignal, signalPayload } from '../../requests/parse-signal';
import type { SentHappening } from './inbox-message';
import { unanswered } from './unknown-outcome';

/** Sends things to runs, whoever owns them. What is written is acknowledged: the run's owner lets it happen. */
export class Inbox {
  constructor(
    private readonly storage: Storage,
    private readonly codec: Payloads,
    private readonly clock: Clock,
    /** Something is there for a run. */
    private readonly onSent: (run: RunKey) => void,
  ) {}

  /** @throws {InputError} where the payload is not what the signal declares; else as {@link send} */
  async signal(target: SignalTarget, signal: AnySignal, payload: unknown, idempotencyKey?: string): Promise<void> {
    const to = addressOf(target);
    const { name } = signal;
    this.codec.add(instanceCodecs([signal.payload]));
    const valid = await signalPayload(signal, payload);
    const accepted = this.codec.copy(valid, () => `the payload of signal "${name}"`);
    await this.send(to, { type: 'signal.received', name, payload: accepted }, idempotencyKey);
  }

  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED`, `IDEMPOTENCY_CONFLICT` or `STORAGE_UNAVAILABLE` */
  async send(to: RunAddress, happening: SentHappening, idempotencyKey?: string): Promise<void> {
    const posting: Posting = {
      to,
      at: this.clock.now(),
      body: this.codec.encode(happening),
      ...(idempotencyKey !== undefined && { idempotencyKey, digest: this.codec.digest(happening) }),
    };
    const what = happening.type === 'signal.received' ? `the signal "${happening.name}"` : `"${happening.type}"`;
    const { result, run } = await this.posted(posting, what);
    switch (result) {
      case 'unknown':
        throw new MillraceError('UNKNOWN_RUN', `there is no ${addressShown(to)} for ${what}`, {
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

  private async posted(posting: Posting, what: string): Promise<Posted> {
    try {
      return await this.storage.post(posting);
    } catch (error) {
      const { to, idempotencyKey } = posting;
      const cure =
        idempotencyKey === undefined
          ? 'one that is sent again may be received twice; give it an idempotencyKey, and it can be repeated without a second effect'
          : 'repeat it with the same idempotencyKey, which has no second effect';
      throw unanswered(error, what, cure, { to, idempotencyKey });
    }
  }
}
