import { DefinitionError, inspectValue, MillraceError, type OptionNames, readOptions, unknownOptions } from '../errors';
import { declaredActions } from './declared-actions';
import { type Duration, durationMs } from './duration';
import { type GuardOptions, type Guards, guardsOf } from './guard/guard-options';
import { INPUT_TYPE, type InputType, isInputType } from './input-type';
import { type RetryOptions, retryPolicyOf } from './retry/retry-options';
import { RetryPolicy } from './retry/retry-policy';

/** The lifetime of an instance of a step class: that of the engine, of a run or of a single execution. */
export type StepScope = 'singleton' | 'run' | 'execution';

/** The options of `@Step`. Those of `node(Step, options)` take precedence. */
export interface StepOptions<Input extends InputType = InputType, Form extends InputType = InputType>
  extends GuardOptions {
  /** Default: one attempt. */
  readonly retry?: RetryPolicy | RetryOptions;
  /** Limit of one attempt. Default: none. */
  readonly timeout?: Duration;
  /** Limit of the node with all its attempts and waits. Default: none. */
  readonly deadline?: Duration;
  /** Default: `singleton`. */
  readonly scope?: StepScope;
  /** Validates the input before the first attempt: a class with class-validator decorators, or a Standard Schema. */
  readonly input?: Input;
  /** For a `HumanStep`: validates a form before its completion is acknowledged. Default: only an absent form is valid. */
  readonly form?: Form;
  /**
   * For a step with several actions: the names of all of them, so that an action without an edge is refused when the flow
   * is defined, also from JavaScript. Default: only the compiler knows them.
   */
  readonly actions?: readonly string[];
  /** For a `BatchStep`: number of items processed at once. Default: 10. */
  readonly concurrency?: number;
  /**
   * For a `BatchStep`: `stop` fails the node at the first failed item, `finish` when all have ended. Default: `stop`.
   */
  readonly onError?: 'stop' | 'finish';
  /** For a `BatchStep`: reports each ended item on the channel `progress`. Default: false. */
  readonly progress?: boolean;
}

/** The options of a decorated class, validated and with defaults applied. */
export interface StepSettings {
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | undefined;
  readonly deadlineMs: number | undefined;
  readonly scope: StepScope;
  readonly input: InputType | undefined;
  readonly form: InputType | undefined;
  readonly actions: readonly string[] | undefined;
  readonly concurrency: number;
  readonly onError: 'stop' | 'finish';
  readonly progress: boolean;
  readonly guards: Guards;
}

const SCOPES: readonly unknown[] = Object.keys({ singleton: true, run: true, execution: true } satisfies Record<
  StepScope,
  true
>);
const ON_ERROR: readonly unknown[] = Object.keys({ stop: true, finish: true } satisfies Record<
  NonNullable<StepOptions['onError']>,
  true
>);
const STEP_OPTIONS: OptionNames<StepOptions> = {
  retry: true,
  timeout: true,
  deadline: true,
  scope: true,
  input: true,
  form: true,
  actions: true,
  concurrency: true,
  onError: true,
  progress: true,
  breaker: true,
  limit: true,
  bulkhead: true,
};

/** Validates the options of `@Step` for the class with that name. Reports all faults at once. */
export function stepSettings(name: string, given: StepOptions): StepSettings {
  const faults: string[] = [];
  const check = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      if (!MillraceError.is(error)) throw error;
      faults.push(error.message);
      return otherwise;
    }
  };
  const options = check(() => readOptions(given, STEP_OPTIONS), {});
  faults.push(...unknownOptions(options, STEP_OPTIONS));
  const { retry, timeout, deadline, scope = 'singleton', input, form } = options;
  const { concurrency = 10, onError = 'stop', progress = false } = options;
  const { breaker, limit, bulkhead } = options;
  if (!SCOPES.includes(scope)) faults.push(`scope: expected one of ${SCOPES.join(', ')}, got ${inspectValue(scope)}`);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    faults.push(`concurrency: expected a whole number of at least 1, got ${inspectValue(concurrency)}`);
  }
  if (!ON_ERROR.includes(onError)) faults.push(`onError: expected "stop" or "finish", got ${inspectValue(onError)}`);
  for (const [option, type] of Object.entries({ input, form })) {
    if (type !== undefined && !isInputType(type))
      faults.push(`${option}: expected ${INPUT_TYPE}, got ${inspectValue(type)}`);
  }
  const settings: StepSettings = {
    retry: check(() => (retry === undefined ? RetryPolicy.none : retryPolicyOf(retry, 'retry')), RetryPolicy.none),
    timeoutMs: check(() => (timeout === undefined ? undefined : durationMs(timeout, 'timeout')), undefined),
    deadlineMs: check(() => (deadline === undefined ? undefined : durationMs(deadline, 'deadline')), undefined),
    scope,
    input,
    form,
    actions: check(() => declaredActions(options.actions, 'actions'), undefined),
    concurrency,
    onError,
    progress,
    guards: Object.freeze({
      ...check(() => guardsOf({ breaker }), {}),
      ...check(() => guardsOf({ limit }), {}),
      ...check(() => guardsOf({ bulkhead }), {}),
    }),
  };
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ message: `@Step of ${name}: ${fault}` })));
  return Object.freeze(settings);
}
