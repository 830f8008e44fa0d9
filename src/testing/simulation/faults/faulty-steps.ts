import type { StepMethods, StepPlace } from '../../../engine';
import { TerminalError } from '../../../errors';
import { streamedResult } from '../../../execution/attempt/streamed-result';
import type { Place } from '../../../flow';
import type { Clock, StepContext } from '../../../step';
import { never } from '../never';
import type { SeededRandom } from '../seeded-random';
import type { LoggedExecution } from '../simulation-log';
import type { Fault, FaultKind } from './fault';

/** What is known and decided about the steps of a simulated run, whichever process executes them. */
export interface StepFaults {
  readonly random: SeededRandom;
  /** The fault that strikes an execution, of the kinds that can. */
  readonly strike: (execution: string, kinds: readonly FaultKind[]) => Fault | undefined;
  readonly nameOf: (execution: string) => string;
  readonly placeOf: (place: StepPlace) => Place | undefined;
  /** Whether work may fail and hang at a place. */
  readonly isFallible: (place: Place) => boolean;
  readonly onExecution: (execution: LoggedExecution) => void;
}

/** Whether a step works in a method; otherwise it only decides something. */
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
/** The methods in which a step deals with somebody outside. */
const OUTSIDE: ReadonlySet<string> = new Set(['execute', 'complete', 'compensate'] satisfies Work[]);
/** The argument that is the context. */
const CONTEXT_AT: Readonly<Record<Work, number>> = {
  execute: 1,
  prepare: 1,
  finish: 2,
  request: 1,
  complete: 2,
  compensate: 1,
};

/** So many executions of a hundred are not delayed, before and after their work each. */
const UNDELAYED = 0.4;
/** Longest delay, in ms. */
const LONGEST = 100;

/** Lets the steps of one process begin and end in an order that the dice decide, and fail and hang where faults strike. */
export class FaultySteps {
  /** How much work is being done that does not wait for the clock. */
  working = 0;

  constructor(
    private readonly clock: Clock,
    private readonly isDead: () => boolean,
    private readonly trouble: StepFaults,
  ) {}

  readonly of = (at: StepPlace, methods: StepMethods): StepMethods => {
    const place = this.trouble.placeOf(at);
    const troubled: Record<string, unknown> = {};
    // Methods may be inherited, so they cannot be copied.
    for (const name of Object.keys(IS_WORK)) {
      const method: unknown = Reflect.get(methods, name);
      if (typeof method !== 'function') continue;
      troubled[name] = (...given: readonly unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(method, methods, given) as unknown;
        return isWork(name) && place ? this.perform(name, place, given[CONTEXT_AT[name]] as StepContext, call) : call();
      };
    }
    return troubled;
  };

  private perform(phase: Work, place: Place, context: StepContext, call: () => unknown): unknown {
    if (this.isDead()) return never();
    const { path, attempt, idempotencyKey } = context;
    const name = this.trouble.nameOf(`${phase === 'execute' ? '' : `${phase} of `}${path}@${attempt}`);
    this.trouble.onExecution({ name, phase, place: place.id, path, attempt, idempotencyKey });
    if (!OUTSIDE.has(phase) && phase !== 'request') return this.watched(call, context);
    const kinds = OUTSIDE.has(phase) && this.trouble.isFallible(place) ? kindsAt(place, phase, attempt) : [];
    const fault = this.trouble.strike(name, kinds);
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
    if (fault?.side === 'before') return struckBy(fault);
    const outcome = await this.watched(call, context);
    if (fault) return struckBy(fault);
    await this.wait(after, context.signal);
    return outcome;
  }

  /** Does the work, and counts it as long as somebody waits for it. */
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
    const random = this.trouble.random.random(`delay ${name}`);
    if (random < UNDELAYED) return 0;
    const limit = 'timeoutMs' in definition ? (definition.timeoutMs ?? Number.POSITIVE_INFINITY) / 4 : LONGEST;
    return Math.ceil(((random - UNDELAYED) / (1 - UNDELAYED)) * Math.min(limit, LONGEST));
  }

  /** Rejects as soon as nobody waits any more. */
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

/** The last attempt at an undoing is spared: no flow could mend what comes of it. */
function kindsAt({ definition, deadlineMs }: Place, phase: Work, attempt: number): readonly FaultKind[] {
  if (definition.kind !== 'step' && definition.kind !== 'function') return [];
  const { retry, timeoutMs } = definition;
  const undoes = phase === 'compensate';
  if (undoes && attempt >= retry.maxAttempts) return [];
  const ends = timeoutMs !== undefined || (deadlineMs > 0 && !undoes);
  return ['failure', ...(undoes ? [] : (['terminal failure'] as const)), ...(ends ? (['timeout'] as const) : [])];
}

/** @throws what a step throws that is struck by a failure */
function struckBy({ kind, side, at }: Fault): Promise<never> {
  if (kind === 'timeout') return never();
  const message = `simulated: a ${kind} ${side} ${at}`;
  throw kind === 'failure' ? new Error(message) : new TerminalError(message);
}
