import type { StepMethods, StepPlace } from '../../engine';
import { isRouted, route, type StepContext, type StepFailure } from '../../step';
import { leavesWork, SpecialAnswer } from './answer';
import { failedWith } from './failed-with';
import type { Committed, Part } from './step-double';

/** What an understudy needs of the engine on which it plays. */
export interface Stage {
  /** Resolves after a time on the engine's clock; never, where none is given. Rejects as soon as the signal is aborted. */
  readonly wait: (delay: SpecialAnswer['delay'] | undefined, signal: AbortSignal) => Promise<void>;
}

/** What a phased double prepares. */
interface Prepared {
  readonly input: unknown;
  /** What the step itself has prepared, where it may have to do the work. */
  readonly own: unknown;
}

/** What its work gives: the step's own result, or the outcome. Data, since a storage may lie between the phases. */
type Worked =
  | { readonly result: unknown }
  | { readonly value: unknown }
  | { readonly action: string; readonly value: unknown };

/** What the step itself gave. */
class Own {
  constructor(readonly result: unknown) {}
}

type Ask = (given: unknown, context: StepContext) => unknown;

/** Plays a double's part on one engine, at all places of the part: answers are counted together. */
export class Understudy {
  private calls = 0;

  constructor(
    readonly part: Part,
    private readonly stage: Stage,
  ) {}

  /** The methods that the engine calls in place of the step's. */
  methods({ kind }: StepPlace, real: () => StepMethods): StepMethods {
    const { undo, fallback } = this.part;
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
    const mayBeReal = this.part.answers.some(leavesWork);
    return {
      prepare: async (input, context): Promise<Prepared> => ({
        input,
        own: mayBeReal ? await real().prepare?.(input, context) : null,
      }),
      execute: async (prepared, context): Promise<Worked> => {
        const { input, own } = as<Prepared>(prepared);
        const value = await this.answer(
          input,
          as<StepContext>(context),
          async () => new Own(await real().execute?.(own, context)),
        );
        if (value instanceof Own) return { result: value.result };
        return isRouted(value) ? { action: value.action, value: value.value } : { value };
      },
      finish: (worked, prepared, context) => {
        const done = as<Worked>(worked);
        if ('result' in done) return real().finish?.(done.result, as<Prepared>(prepared).own, context);
        return 'action' in done ? route(done.action, done.value) : done.value;
      },
    };
  }

  private answer(given: unknown, context: StepContext, real: () => unknown): unknown {
    const { answers } = this.part;
    const answer = answers[Math.min(this.calls, answers.length - 1)];
    this.calls += 1;
    return this.carryOut(answer, given, context, real);
  }

  private carryOut(answer: unknown, given: unknown, context: StepContext, real: () => unknown): unknown {
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'function') return as<Ask>(answer)(given, context);
    if (!(answer instanceof SpecialAnswer)) return answer;
    if (answer.kind === 'real') return real();
    const delay = answer.kind === 'after' ? answer.delay : undefined;
    return this.stage.wait(delay, context.signal).then(() => this.carryOut(answer.then, given, context, real));
  }
}

/** The engine hands over what it calls unknown; which type it has, the method's name says. */
function as<T>(value: unknown): T {
  return value as T;
}
