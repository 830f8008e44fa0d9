import type { Compared } from '../../../storage/payloads';
import type { SentTaskInput } from '../../tasks/task-repository';
import type { SignalInput } from '../sent-input';
import type { StartRequest } from '../start-request';

/**
 * A request with an idempotency key, as it is compared with a repetition. The key is part of the value, so that equal
 * inputs of two runs have different digests. Names in the values are part of the stored format.
 */
export type KeyedRequest = Compared;

/** Returns all of a start that has to be the same in a repetition; the version of the flow has not. */
export function keyedStart({ program, input, shared, options }: StartRequest): KeyedRequest | undefined {
  const { idempotencyKey } = options;
  if (idempotencyKey === undefined) return undefined;
  const { version } = program.graph;
  return {
    idempotencyKey,
    value: { idempotencyKey, input, shared },
    inFirstFormat: shared ? [version, input, shared] : [version, input],
  };
}

/** @param after the number of the event after which the run is forked */
export function keyedFork(
  idempotencyKey: string | undefined,
  { runId, after }: { readonly runId: string; readonly after: number },
): KeyedRequest | undefined {
  if (idempotencyKey === undefined) return undefined;
  return {
    idempotencyKey,
    value: { idempotencyKey, fork: runId, after },
    inFirstFormat: ['fork', runId, after],
  };
}

export function keyedSignal(idempotencyKey: string | undefined, signal: SignalInput): KeyedRequest | undefined {
  if (idempotencyKey === undefined) return undefined;
  const { name, payload } = signal;
  return { idempotencyKey, value: { idempotencyKey, signal: name, payload }, inFirstFormat: signal };
}

/** @param path the path of the task */
export function keyedTaskAction(
  idempotencyKey: string | undefined,
  path: string,
  action: SentTaskInput,
): KeyedRequest | undefined {
  if (idempotencyKey === undefined) return undefined;
  const { type, by, ...rest } = action;
  return {
    idempotencyKey,
    value: { idempotencyKey, path, action },
    inFirstFormat: [path, { type, who: by, ...rest }],
  };
}
