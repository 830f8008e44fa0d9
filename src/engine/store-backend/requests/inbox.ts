import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import type { PayloadCodec } from '../../../storage/payloads';
import type { RunAddress, RunKey, SendRequest, SendResult, Storage } from '../../../storage/port';
import { sendConflict } from '../../requests/idempotency/idempotency-conflict';
import { type KeyedRequest, keyedSignal } from '../../requests/idempotency/keyed-request';
import { describeRunAddress } from '../../requests/parse-run-address';
import { describeInput, runFinished } from '../../requests/run-finished';
import type { ControlInput, SentInput, SignalInput } from '../../requests/sent-input';
import { encodeMessage } from './inbox-message';
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
  async signal(to: RunAddress, signal: SignalInput, idempotencyKey: string | undefined): Promise<void> {
    // A message is bound to its run, so the run has to be known before the message is encoded.
    const id = 'id' in to ? to.id : await this.idOf(to);
    if (id === undefined) throw unknownRun(to, signal);
    await this.send(id, signal, keyedSignal(idempotencyKey, signal));
  }

  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED` or `STORAGE_UNAVAILABLE` */
  async control(runId: string, input: ControlInput): Promise<void> {
    await this.send(runId, input, undefined);
  }

  private async idOf(run: RunAddress): Promise<string | undefined> {
    return (await this.parts.storage.find({ run }))?.origin.id;
  }

  private async send(id: string, input: SentInput, keyed: KeyedRequest | undefined): Promise<void> {
    const { codec, clock, onSent } = this.parts;
    const request: SendRequest = {
      to: { id },
      at: clock.now(),
      body: encodeMessage(codec, input, id),
      ...(keyed && { idempotencyKey: keyed.idempotencyKey, digest: codec.digest(keyed) }),
    };
    const what = `the ${describeInput(input)}`;
    const { result, run, digest } = await this.posted(request, what);
    switch (result) {
      case 'unknown':
        throw unknownRun(request.to, input);
      case 'ended':
        throw runFinished(id, run?.status, input);
      case 'repeated':
        if (keyed && !codec.hasDigest(keyed, digest)) throw sendConflict(id, keyed, what);
        break;
      case 'posted':
      case 'stale':
    }
    if (run) onSent(run.key);
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

function unknownRun(to: RunAddress, input: SentInput): MillraceError {
  const message = `there is no ${describeRunAddress(to)} for the ${describeInput(input)}`;
  return new MillraceError('UNKNOWN_RUN', message, { details: { to } });
}
