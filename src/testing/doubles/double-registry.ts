import type { StepMethods, StepPlace } from '../../engine';
import type { StepContext } from '../../step';
import { type DelayTimer, DoubleRunner } from './double-runner';
import { appliesAt, type DoubleSpec } from './step-double';

/** The start of an attempt of a step or its double. */
export interface StartedWork {
  readonly place: StepPlace;
  readonly input: unknown;
  readonly context: Pick<StepContext, 'runId' | 'path' | 'attempt' | 'now'>;
  /** Whether a double performs the work. */
  readonly doubled: boolean;
}

/** The doubles of one engine. Chooses the double or the step for each place, and reports every attempt. */
export class DoubleRegistry {
  private readonly runners: readonly DoubleRunner[];
  /**
   * The inputs of phased steps by visit, since `execute` only receives the prepared value. Survives a crash between
   * both.
   */
  private readonly prepared = new Map<string, unknown>();

  constructor(
    specs: readonly DoubleSpec[],
    delayTimer: DelayTimer,
    private readonly onBegin: (begun: StartedWork) => void,
  ) {
    this.runners = specs.map((spec) => new DoubleRunner(spec, delayTimer));
  }

  readonly of = (place: StepPlace, real: () => StepMethods): StepMethods => {
    const found = this.runners.filter(({ spec }) => appliesAt(spec, place));
    // A double for a node precedes one for the class, and a later double precedes an earlier one.
    const runner = found.findLast(({ spec }) => spec.node !== undefined) ?? found.at(-1);
    if (!runner) return this.watched(real(), place, false);
    return this.watched(runner.methodsFor(place, real), place, true);
  };

  /** Returns the methods, of which the one that performs the work reports the attempt and the input of the node. */
  private watched(methods: StepMethods, place: StepPlace, doubled: boolean): StepMethods {
    const begin = place.kind === 'human' ? 'request' : 'execute';
    const { prepared } = this;
    const tell = (given: unknown, context: StepContext): void => {
      const input = place.kind === 'phased' ? prepared.get(context.idempotencyKey) : given;
      this.onBegin({ place, input, context, doubled });
    };
    const watched: Record<string, unknown> = {};
    for (const name of METHODS) {
      const method: unknown = Reflect.get(methods, name);
      if (typeof method !== 'function') continue;
      watched[name] = (...given: readonly unknown[]): unknown => {
        const context = given[1] as StepContext;
        if (name === 'prepare') prepared.set(context.idempotencyKey, given[0]);
        if (name === begin) tell(given[0], context);
        return Reflect.apply(method, methods, given) as unknown;
      };
    }
    return watched;
  }
}

const METHODS = Object.keys({
  execute: true,
  skip: true,
  fallback: true,
  compensate: true,
  onSuccess: true,
  onFailure: true,
  prepare: true,
  finish: true,
  request: true,
  check: true,
  complete: true,
} satisfies Record<keyof StepMethods, true>);
