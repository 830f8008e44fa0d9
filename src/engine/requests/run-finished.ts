import type { RunStatus } from '../../core';
import { MillraceError } from '../../errors';
import type { SentInput } from './sent-input';

/** Returns the error for an input that an ended run cannot take. */
export function runFinished(runId: string, status: RunStatus | undefined, input: SentInput): MillraceError {
  const message = `run ${runId} is ${status ?? 'over'} and accepts no ${describeInput(input)}`;
  return new MillraceError('RUN_FINISHED', message, { details: { runId, status } });
}

/** Describes an input in messages. */
export function describeInput(input: SentInput): string {
  return input.type === 'signal.received' ? `signal "${input.name}"` : `"${input.type}"`;
}
