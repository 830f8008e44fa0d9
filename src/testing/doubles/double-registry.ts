import type { StepMethods, StepPlace } from '../../engine';
import type { StepContext } from '../../step';
import { type DelayTimer, DoubleRunner } from './double-runner';
import { appliesAt, type DoubleSpec } from './step-double';

/** Told when a step, or its double, is about to do the work of a node. */
export interface StartedWork {
  readonly place: StepPlace;
  readonly input: unknown;
  readonly context: Pick<StepContext, 'runId' | 'path' | 'attempt' | 'now'>;
  /** Whether a double does it. */
  readonly doubled: boolean;
}

/** Who does the work at each place of one engine: doubles where there are any, else the steps. Tells of all that they do. */
export class DoubleRegistry {
  private readonly runners: readonly DoubleRunner[];
  /** What phased steps were given, of which `execute` gets what they prepared, by visit. A process may die between the two. */
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
    // One for a certain node comes before one for the class, and a later one before an earlier one.
    const runner = found.findLast(({ spec }) => spec.node !== undefined) ?? found.at(-1);
    if (!runner) return this.watched(real(), place, false);
    return this.watched(runner.methodsFor(place, real), place, true);
  };

  /** The same methods; the one that does the work tells of it, with what the node was given. */
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
