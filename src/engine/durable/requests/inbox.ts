import { MillraceError } from '../../../errors';
import { instanceCodecs } from '../../../execution/validation';
import type { Clock } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunAddress, RunKey, SendRequest, SendResult, Storage } from '../../../storage/port';
import type { SignalTarget } from '../../port/engine';
import { describeRunAddress, parseRunAddress } from '../../requests/parse-run-address';
import { type AnySignal, validateSignalPayload } from '../../requests/parse-signal';
import type { SentInput } from './inbox-message';
import { unknownOutcome } from './unknown-outcome';

/** Sends things to runs, whoever owns them. What is written is acknowledged: the run's owner lets it happen. */
export class Inbox {
  constructor(
    private readonly storage: Storage,
    private readonly codec: PayloadCodec,
    private readonly clock: Clock,
    /** Something is there for a run. */
    private readonly notify: (run: RunKey) => void,
  ) {}

  /** @throws {InputError} where the payload is not what the signal declares; else as {@link send} */
  async signal(target: SignalTarget, signal: AnySignal, payload: unknown, idempotencyKey?: string): Promise<void> {
    const to = parseRunAddress(target);
    const { name } = signal;
    this.codec.add(instanceCodecs([signal.payload]));
    const valid = await validateSignalPayload(signal, payload);
    const accepted = this.codec.copy(valid, () => `the payload of signal "${name}"`);
    await this.send(to, { type: 'signal.received', name, payload: accepted }, idempotencyKey);
  }

  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED`, `IDEMPOTENCY_CONFLICT` or `STORAGE_UNAVAILABLE` */
  async send(to: RunAddress, coreInput: SentInput, idempotencyKey?: string): Promise<void> {
    const request: SendRequest = {
      to,
      at: this.clock.now(),
      body: this.codec.encode(coreInput),
      ...(idempotencyKey !== undefined && { idempotencyKey, digest: this.codec.digest(coreInput) }),
    };
    const what = coreInput.type === 'signal.received' ? `the signal "${coreInput.name}"` : `"${coreInput.type}"`;
    const { result, run } = await this.posted(request, what);
    switch (result) {
      case 'unknown':
        throw new MillraceError('UNKNOWN_RUN', `there is no ${describeRunAddress(to)} for ${what}`, {
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
        if (run) this.notify(run.key);
    }
  }

  private async posted(request: SendRequest, what: string): Promise<SendResult> {
    try {
      return await this.storage.send(request);
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
