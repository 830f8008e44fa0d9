import type { StepMethods, StepPlace } from '../../engine';
import { isRouted, route, type StepContext, type StepFailure } from '../../step';
import { callsOriginal, SpecialAnswer } from './answer';
import { failedWith } from './failed-with';
import type { Committed, DoubleSpec } from './step-double';

/** The timer of an engine, on which doubles wait. */
export interface DelayTimer {
  /**
   * Resolves after a delay on the clock of the engine; never if it is `undefined`. Rejects as soon as the signal
   * aborts.
   */
  readonly wait: (delay: SpecialAnswer['delay'] | undefined, signal: AbortSignal) => Promise<void>;
}

/** The prepared value of a phased double. */
interface PreparedDouble {
  readonly input: unknown;
  /** The prepared value of the step itself, if the call may be passed on to the step. */
  readonly own: unknown;
}

/**
 * The result of its work: that of the step itself, or the outcome. Plain data, since it may be stored between the
 * phases.
 */
type DoubleResult =
  | { readonly result: unknown }
  | { readonly value: unknown }
  | { readonly action: string; readonly value: unknown };

/** The result of the step itself. */
class OriginalResult {
  constructor(readonly result: unknown) {}
}

type AnswerFunction = (given: unknown, context: StepContext) => unknown;

/** Runs a double on one engine, at all its places, which share the sequence of answers. */
export class DoubleRunner {
  private calls = 0;

  constructor(
    readonly spec: DoubleSpec,
    private readonly delayTimer: DelayTimer,
  ) {}

  /** Returns the methods that the engine calls instead of those of the step. */
  methodsFor({ kind }: StepPlace, real: () => StepMethods): StepMethods {
    const { undo, fallback } = this.spec;
    return {
      ...(kind === 'phased' ? this.phases(real) : this.plain(real)),
      compensate: (committed, context) => undo?.(as<Committed>(committed), as<StepContext>(context)),
      fallback: (failed) => {
        if (fallback) return fallback.answer;
        throw failedWith(as<StepFailure<unknown>>(failed).failure);
      },
    };
  }

  private plain(real: () => StepMethods): StepMethods {
    return {
      execute: (given, context) => this.answer(given, as<StepContext>(context), () => real().execute?.(given, context)),
    };
  }

  private phases(real: () => StepMethods): StepMethods {
    const mayBeReal = this.spec.answers.some(callsOriginal);
    return {
      prepare: async (input, context): Promise<PreparedDouble> => ({
        input,
        own: mayBeReal ? await real().prepare?.(input, context) : null,
      }),
      execute: async (prepared, context): Promise<DoubleResult> => {
        const { input, own } = as<PreparedDouble>(prepared);
        const value = await this.answer(
          input,
          as<StepContext>(context),
          async () => new OriginalResult(await real().execute?.(own, context)),
        );
        if (value instanceof OriginalResult) return { result: value.result };
        return isRouted(value) ? { action: value.action, value: value.value } : { value };
      },
      finish: (worked, prepared, context) => {
        const done = as<DoubleResult>(worked);
        if ('result' in done) return real().finish?.(done.result, as<PreparedDouble>(prepared).own, context);
        return 'action' in done ? route(done.action, done.value) : done.value;
      },
    };
  }

  private answer(given: unknown, context: StepContext, real: () => unknown): unknown {
    const { answers } = this.spec;
    const answer = answers[Math.min(this.calls, answers.length - 1)];
    this.calls += 1;
    return this.carryOutAnswer(answer, given, context, real);
  }

  private carryOutAnswer(answer: unknown, given: unknown, context: StepContext, real: () => unknown): unknown {
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'function') return as<AnswerFunction>(answer)(given, context);
    if (!(answer instanceof SpecialAnswer)) return answer;
    if (answer.kind === 'real') return real();
    const delay = answer.kind === 'after' ? answer.delay : undefined;
    return this.delayTimer
      .wait(delay, context.signal)
      .then(() => this.carryOutAnswer(answer.then, given, context, real));
  }
}

/** Types an argument of the engine, whose type follows from the name of the method. */
function as<T>(value: unknown): T {
  return value as T;
}
