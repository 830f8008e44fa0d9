import { DefinitionError, inspectValue, MillraceError, type OptionNames } from '../../errors';
import {
  type Duration,
  durationMs,
  type GuardOptions,
  guardsOf,
  type RetryOptions,
  type RetryPolicy,
  retryPolicyOf,
  type StepClass,
} from '../../step';
import { type Concurrency, concurrencyOf } from '../definition/concurrency';
import { definitionOptions } from '../definition/definition-options';
import type { Execution } from '../definition/execution';
import type { Placing } from '../definition/placing';
import type { Definition } from '../kinds';
import {
  type Composite,
  composite,
  type InOf,
  type OutputsOf,
  type ParamsOf,
  type RoutesOf,
} from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';

/** The options of a node in a flow. They take precedence over `@Step`. Guards are for steps and functions only. */
export interface NodeOptions<in Input = never> extends GuardOptions {
  /** Steps and functions only. */
  readonly retry?: RetryPolicy | RetryOptions;
  /** Limit of one attempt. Steps and functions only. */
  readonly timeout?: Duration;
  /** Limit of the node, all attempts and waits included. */
  readonly deadline?: Duration;
  /** Wait before the node starts. */
  readonly delay?: Duration;
  /** Maximum number of visits in one scope; one more fails the run with `MAX_VISITS`. Default: 100,000. */
  readonly maxVisits?: number;
  /** Flows only: runs the flow on a copy of the shared store, which is dropped at the end. Default: false. */
  readonly isolated?: boolean;
  /** Limits the visits at once, in all runs of the engine. */
  readonly concurrency?: Concurrency<Input>;
}

/** A step of a person, in messages. */
const HUMAN = 'human step';

type AnyOptions = NodeOptions & { readonly params?: unknown };

const NODE_OPTIONS: OptionNames<AnyOptions> = {
  params: true,
  retry: true,
  timeout: true,
  deadline: true,
  delay: true,
  breaker: true,
  limit: true,
  bulkhead: true,
  maxVisits: true,
  isolated: true,
  concurrency: true,
};

type ParamsOption<Params> = [Params] extends [undefined] ? object : { readonly params: Params };

/**
 * Makes a node of a step, a function or a flow, with its own options.
 *
 * @throws {DefinitionError} for an option that is invalid or that the source cannot have
 * @example node(SendMail, { params: { template: 'welcome' }, retry: RetryPolicy.patient, timeout: '10s' })
 */
export function node<S extends StepClass | Composite<never, unknown>>(
  source: S,
  options: NodeOptions<InOf<S>> & ParamsOption<ParamsOf<S>>,
): Composite<InOf<S>, RoutesOf<S>, OutputsOf<S>> {
  const definition = innerDefinitionOf(source, 'node()');
  const known = definitionOptions<AnyOptions>(options, NODE_OPTIONS, 'node()');
  try {
    return composite(configure(definition, known));
  } catch (error) {
    if (MillraceError.is(error, 'INVALID_OPTION'))
      throw new DefinitionError([{ message: `node(): ${error.message}` }], error);
    throw error;
  }
}

function configure(definition: Definition, options: AnyOptions): Definition {
  const place = placing(options);
  const execution = executing(options);
  switch (definition.kind) {
    case 'step':
      refuse(options, 'isolated', definition.kind);
      if (definition.stepKind === 'human') refuseGuards(options, HUMAN);
      return { ...definition, ...execution, ...place, ...('params' in options && { params: options.params }) };
    case 'function':
      refuse(options, 'isolated', definition.kind);
      return { ...definition, ...execution, ...place };
    case 'each':
      if (definition.body.kind === 'step' && definition.body.stepKind === 'batch') {
        const body = { ...definition.body, ...execution, ...('params' in options && { params: options.params }) };
        return { ...definition, ...place, body: Object.freeze(body) };
      }
      return placed(definition, options, place);
    case 'flow':
      refuseExecution(options, 'flow');
      return { ...definition, ...place, ...(options.isolated !== undefined && { isolated: options.isolated }) };
    case 'exit':
      refuseAllButPlacing(options, 'exit');
      throw new DefinitionError([{ message: 'node(): an exit has no options' }]);
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
    case 'repeat':
    case 'within':
    case 'pipe':
    case 'sleep':
    case 'wait':
    case 'ref':
      return placed(definition, options, place);
  }
}

/** Returns a node that can only have the options of its place. */
function placed(definition: Definition, options: AnyOptions, place: Placing): Definition {
  refuseAllButPlacing(options, definition.kind);
  return { ...definition, ...place };
}

function refuseAllButPlacing(options: AnyOptions, kind: string): void {
  refuseExecution(options, kind);
  refuse(options, 'isolated', kind);
}

function placing({ delay, deadline, maxVisits, concurrency }: AnyOptions): Placing {
  if (maxVisits !== undefined && (!Number.isInteger(maxVisits) || maxVisits < 1)) {
    throw new DefinitionError([
      { message: `node(): maxVisits: expected a whole number of at least 1, got ${inspectValue(maxVisits)}` },
    ]);
  }
  return {
    ...(delay !== undefined && { delayMs: durationMs(delay, 'delay') }),
    ...(deadline !== undefined && { deadlineMs: durationMs(deadline, 'deadline') }),
    ...(maxVisits !== undefined && { maxVisits }),
    ...(concurrency !== undefined && { queue: concurrencyOf(concurrency) }),
  };
}

function executing({ retry, timeout, breaker, limit, bulkhead }: NodeOptions): Partial<Execution> {
  return {
    ...guardsOf({ breaker, limit, bulkhead }),
    ...(retry !== undefined && { retry: retryPolicyOf(retry, 'retry') }),
    ...(timeout !== undefined && { timeoutMs: durationMs(timeout, 'timeout') }),
  };
}

function refuseExecution(options: NodeOptions, kind: string): void {
  refuse(options, 'retry', kind);
  refuse(options, 'timeout', kind);
  refuseGuards(options, kind);
}

function refuseGuards(options: NodeOptions, kind: string): void {
  for (const option of ['breaker', 'limit', 'bulkhead'] as const) refuse(options, option, kind);
}

function refuse(options: NodeOptions, option: keyof NodeOptions, kind: string): void {
  if (options[option] === undefined) return;
  const remedy =
    option === 'isolated'
      ? 'it belongs on a flow'
      : kind === HUMAN
        ? 'it makes no call that could be guarded; remove the option'
        : option === 'timeout'
          ? 'put it on the steps inside, or use deadline'
          : 'put it on the steps inside';
  throw new DefinitionError([{ message: `node(): "${kind}" cannot have ${option}; ${remedy}` }]);
}
