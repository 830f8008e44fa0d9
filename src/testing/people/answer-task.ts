import { DefinitionError, invalidOption, knownOptions } from '../../errors';
import { definitionOf } from '../../flow';
import { type Duration, durationMs, type StepClass } from '../../step';

/** A class of human steps. */
type HumanClass = abstract new (
  ...dependencies: never
) => { readonly '~types': StepClassTypes; readonly request: unknown };
type StepClassTypes = InstanceType<StepClass>['~types'];

/** The form of a human step, as plain data. */
export type FormOf<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly body: (form: infer Form) => void } }
  ? { readonly [Member in keyof Form]: Form[Member] }
  : never;

const made = new WeakSet<ScriptedAnswer>();

/** The options of {@link answerTask}. */
export interface AnswerOptions {
  /** The person who answers. Default: `tester`. */
  readonly by?: string;
  /** The delay of the answer, on the clock of the engine. Default: none. */
  readonly after?: Duration;
  /** The key or place of the only node to answer. Default: all nodes of the step. */
  readonly node?: string;
}

/** The answer of a person to the tasks of a step. Made by {@link answerTask}. */
export interface ScriptedAnswer {
  readonly step: StepClass;
  readonly name: string;
  readonly form: unknown;
  readonly by: string;
  readonly afterMs: number;
  readonly node: string | undefined;
}

/**
 * Completes the tasks of a step with a form, as a person would. The form is validated, and the step really completes.
 *
 * @throws {DefinitionError} for anything but a human step
 * @throws {MillraceError} `INVALID_OPTION`
 * @example answerTask(Approve, { approved: true }, { by: 'ann', after: '2h' })
 */
export function answerTask<S extends HumanClass>(
  step: S,
  form: FormOf<S>,
  options: AnswerOptions = {},
): ScriptedAnswer {
  const {
    by = 'tester',
    after = 0,
    node,
  } = knownOptions(options, { by: true, after: true, node: true }, 'answerTask()');
  const definition = definitionOf(step);
  if (definition.kind !== 'step' || definition.stepKind !== 'human') {
    const message = `answerTask(): expected a class that extends HumanStep, got ${definition.kind}; use mockStep for other steps`;
    throw new DefinitionError([{ message }]);
  }
  const afterMs = durationMs(after, 'after', 'answerTask()');
  const answer: ScriptedAnswer = Object.freeze({
    step: definition.step,
    name: definition.step.name,
    form,
    by,
    afterMs,
    node,
  });
  made.add(answer);
  return answer;
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but the result of {@link answerTask} */
export function answerOf(given: ScriptedAnswer): ScriptedAnswer {
  if (made.has(given)) return given;
  throw invalidOption('answers', 'results of answerTask()', given);
}
