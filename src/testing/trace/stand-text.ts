import type { Trace } from './trace';

/** Describes the state of a run for messages. */
export function standText({ runId, outcome, standsAt, flow }: Trace): string {
  const at = standsAt.map(({ place }) => place).join(', ');
  const failure = 'failure' in outcome ? ` with ${outcome.failure.code}: ${outcome.failure.message}` : '';
  return `run ${runId} of "${flow}" is ${outcome.status}${failure}${at === '' ? '' : ` at ${at}`}`;
}
