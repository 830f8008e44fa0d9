import type { StepMethods, StepPlace } from '../../../engine';
import { TerminalError } from '../../../errors';
import { streamedResult } from '../../../execution';
import type { Place } from '../../../flow';
import type { Clock, StepContext } from '../../../step';
import { never } from '../never';
import type { SeededRandom } from '../seeded-random';
import type { LoggedExecution } from '../simulation-log';
import type { Fault, FaultKind } from './fault';

/** The decisions about the steps of a simulated run, the same for all its processes. */
export interface StepFaults {
  readonly random: SeededRandom;
  /** Returns the fault to inject into an execution, among the possible kinds. */
  readonly inject: (execution: string, kinds: readonly FaultKind[]) => Fault | undefined;
  readonly nameOf: (execution: string) => string;
  readonly placeOf: (place: StepPlace) => Place | undefined;
  /** Whether the work at a place may fail and hang. */
  readonly isFallible: (place: Place) => boolean;
  readonly onExecution: (execution: LoggedExecution) => void;
}

/** The methods of a step: `true` for those that perform its work, `false` for hooks. */
const IS_WORK = {
  execute: true,
  prepare: true,
  finish: true,
  request: true,
  complete: true,
  compensate: true,
  skip: false,
  fallback: false,
  onSuccess: false,
  onFailure: false,
  check: false,
} satisfies Record<keyof StepMethods, boolean>;
type Work = {
  [Method in keyof typeof IS_WORK]: (typeof IS_WORK)[Method] extends true ? Method : never;
}[keyof typeof IS_WORK];
/** The methods of a step that may have external effects. */
const OUTSIDE: ReadonlySet<string> = new Set(['execute', 'complete', 'compensate'] satisfies Work[]);
/** The index of the context among the arguments. */
const CONTEXT_AT: Readonly<Record<Work, number>> = {
  execute: 1,
  prepare: 1,
  finish: 2,
  request: 1,
  complete: 2,
  compensate: 1,
};

/** The share of executions without a delay; applies separately before and after their work. */
const UNDELAYED = 0.4;
/** Maximum delay, in ms. */
const MAX_DELAY_MS = 100;

/** The steps of one process, which begin and end in a random order, and fail and hang by injected faults. */
export class FaultySteps {
  /** The number of operations in progress that do not wait for the clock. */
  working = 0;

  constructor(
    private readonly clock: Clock,
    private readonly isDead: () => boolean,
    private readonly faults: StepFaults,
  ) {}

  readonly of = (at: StepPlace, methods: StepMethods): StepMethods => {
    const place = this.faults.placeOf(at);
    const faulty: Record<string, unknown> = {};
    // Methods may be inherited, so own properties are not enough.
    for (const name of Object.keys(IS_WORK)) {
      const method: unknown = Reflect.get(methods, name);
      if (typeof method !== 'function') continue;
      faulty[name] = (...given: readonly unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(method, methods, given) as unknown;
        return isWork(name) && place ? this.perform(name, place, given[CONTEXT_AT[name]] as StepContext, call) : call();
      };
    }
    return faulty;
  };

  private perform(phase: Work, place: Place, context: StepContext, call: () => unknown): unknown {
    if (this.isDead()) return never();
    const { path, attempt, idempotencyKey } = context;
    const name = this.faults.nameOf(`${phase === 'execute' ? '' : `${phase} of `}${path}@${attempt}`);
    this.faults.onExecution({ name, phase, place: place.id, path, attempt, idempotencyKey });
    if (!OUTSIDE.has(phase) && phase !== 'request') return this.watched(call, context);
    const kinds = OUTSIDE.has(phase) && this.faults.isFallible(place) ? kindsAt(place, phase, attempt) : [];
    const fault = this.faults.inject(name, kinds);
    const before = this.delay(`before ${name}`, place);
    const after = this.delay(`after ${name}`, place);
    if (!fault && before === 0 && after === 0) return this.watched(call, context);
    return this.slowly(call, context, { fault, before, after });
  }

  private async slowly(
    call: () => unknown,
    context: StepContext,
    { fault, before, after }: { readonly fault: Fault | undefined; readonly before: number; readonly after: number },
  ): Promise<unknown> {
    await this.wait(before, context.signal);
    if (fault?.side === 'before') return injectedFailure(fault);
    const outcome = await this.watched(call, context);
    if (fault) return injectedFailure(fault);
    await this.wait(after, context.signal);
    return outcome;
  }

  /** Performs the work, and counts it as in progress while its result is needed. */
  private watched(call: () => unknown, context: StepContext): unknown {
    const outcome = streamedResult(call(), context);
    if (!(outcome instanceof Promise)) return outcome;
    let counts = true;
    const end = (): void => {
      if (counts) this.working -= 1;
      counts = false;
    };
    this.working += 1;
    context.signal.addEventListener('abort', end, { once: true });
    outcome.then(end, end);
    return outcome;
  }

  private delay(name: string, { definition }: Place): number {
    const random = this.faults.random.random(`delay ${name}`);
    if (random < UNDELAYED) return 0;
    const limit = 'timeoutMs' in definition ? (definition.timeoutMs ?? Number.POSITIVE_INFINITY) / 4 : MAX_DELAY_MS;
    return Math.ceil(((random - UNDELAYED) / (1 - UNDELAYED)) * Math.min(limit, MAX_DELAY_MS));
  }

  /** Waits on the clock. Rejects as soon as the signal aborts. */
  private wait(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimer(ms, resolve);
      const stop = (): void => {
        timer.clear();
        reject(signal.reason as Error);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }
}

function isWork(name: string): name is Work {
  return Object.hasOwn(CONTEXT_AT, name);
}

/**
 * Returns the possible kinds of faults. There are none for the last attempt of a compensation, since no flow could
 * recover from them.
 */
function kindsAt({ definition, deadlineMs }: Place, phase: Work, attempt: number): readonly FaultKind[] {
  if (definition.kind !== 'step' && definition.kind !== 'function') return [];
  const { retry, timeoutMs } = definition;
  const undoes = phase === 'compensate';
  if (undoes && attempt >= retry.maxAttempts) return [];
  const ends = timeoutMs !== undefined || (deadlineMs > 0 && !undoes);
  return ['failure', ...(undoes ? [] : (['terminal failure'] as const)), ...(ends ? (['timeout'] as const) : [])];
}

/** @throws the error of an injected failure */
function injectedFailure({ kind, side, at }: Fault): Promise<never> {
  if (kind === 'timeout') return never();
  const message = `simulated: a ${kind} ${side} ${at}`;
  throw kind === 'failure' ? new Error(message) : new TerminalError(message);
}
