import type { StepMethods, StepPlace } from '../../../engine';
import { RejectedError } from '../../../resilience/guards';
import { route, type StepContext, type TaskRequest, type TaskTerms } from '../../../step';
import { failedWith } from '../../doubles/failed-with';
import type { RecordedResult } from './recorded-outcome';
import type { RecordedResults } from './recorded-results';

/** Receives the input of a node before its outcome. */
export type OnGiven = (path: string, input: unknown) => void;

/** The facts about a step that its replacement has to share. */
export interface ReplayDouble {
  readonly kind: StepPlace['kind'];
  /** Whether the step chooses its action. */
  readonly routes: boolean;
  /** Whether the step may be skipped. */
  readonly skips: boolean;
}

/** The codes of calls that a guard rejected. */
const REJECTED: readonly string[] = ['CIRCUIT_OPEN', 'LIMIT_EXCEEDED', 'BULKHEAD_FULL'];

/** Returns methods that produce the recorded outcomes. */
export function replayDouble(stoodIn: ReplayDouble, answers: RecordedResults, onGiven: OnGiven): StepMethods {
  const work = async (context: unknown): Promise<RecordedResult> => {
    const { path, signal } = as<StepContext>(context);
    return failing(await answers.take(path, false, signal));
  };
  const rescue = (context: unknown): Promise<RecordedResult> => {
    answers.skipToFallback(as<StepContext>(context).path);
    return work(context);
  };
  const outcome = (result: RecordedResult): unknown => given(result, stoodIn);
  const told = (input: unknown, context: unknown): void => {
    onGiven(as<StepContext>(context).path, input);
  };
  const common: StepMethods = {
    compensate: async (_, context) => {
      const { path, signal } = as<StepContext>(context);
      if (answers.knowsUndoing(path)) failing(await answers.take(path, true, signal));
    },
    fallback: async (_, context) => outcome(await rescue(context)),
  };
  if (stoodIn.kind === 'human') {
    return {
      ...common,
      request: async (input, context) => {
        told(input, context);
        const result = await work(context);
        return result.kind === 'requested' ? requestOf(result.terms, as<StepContext>(context).now()) : outcome(result);
      },
      complete: async (_form, _input, context) => outcome(await work(context)),
    };
  }
  if (stoodIn.kind === 'phased') {
    return {
      ...common,
      fallback: (_, context) => {
        answers.skipToFallback(as<StepContext>(context).path);
        return leftToFinish(answers.next(as<StepContext>(context).path)) ? null : work(context);
      },
      prepare: (input, context) => {
        told(input, context);
        return null;
      },
      execute: (_, context) => (leftToFinish(answers.next(as<StepContext>(context).path)) ? null : work(context)),
      finish: async (_result, _prepared, context) => outcome(await work(context)),
    };
  }
  return {
    ...common,
    ...(stoodIn.skips && {
      skip: async (input, context) => {
        told(input, context);
        const { path } = as<StepContext>(context);
        if (answers.next(path)?.kind === 'skipped') return { instead: outcome(await work(context)) };
        return undefined;
      },
    }),
    execute: async (input, context) => {
      told(input, context);
      return outcome(await work(context));
    },
  };
}

/** Returns an outcome, or throws it if it is a failure. */
function failing(result: RecordedResult): RecordedResult {
  if (result.kind !== 'failed') return result;
  const error = failedWith(result.failure);
  throw result.then !== 'retry' && REJECTED.includes(result.failure.code) ? new RejectedError(error) : error;
}

/**
 * Whether `finish` of a phased step produces the outcome. It does for all successes, since a run that is paused after
 * `execute` does not reach `finish`, and for failures after which a failed `execute` might have been retried.
 */
function leftToFinish(result: RecordedResult | undefined): boolean {
  return result !== undefined && (result.kind !== 'failed' || (result.then === 'nothing' && result.attempt === 1));
}

function given(result: RecordedResult, { kind, routes }: ReplayDouble): unknown {
  if (result.kind !== 'completed' && result.kind !== 'skipped') return undefined;
  const { action, value } = result;
  return routes || (kind === 'phased' && action !== 'next') ? route(action, value) : value;
}

/** Returns a request with these terms. */
function requestOf({ dueAt, remindAt, escalation, ...terms }: TaskTerms, now: number): TaskRequest {
  return {
    ...terms,
    ...(dueAt !== undefined && { due: new Date(dueAt) }),
    ...(remindAt !== undefined && { reminder: { after: Math.max(remindAt - now, 0) } }),
    ...(escalation && { escalation: { after: Math.max(escalation.at - now, 0), to: escalation.to } }),
  };
}

/** Types an argument of the engine, whose type follows from the name of the method. */
function as<T>(value: unknown): T {
  return value as T;
}
