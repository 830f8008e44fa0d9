import { DefinitionError, invalidOption } from '../../errors';
import { definitionOf } from '../../flow';
import { type Duration, durationMs, type StepClass } from '../../step';
import { knownOptions } from '../known-options';

/** A step class that a person does. */
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

/** How a task is answered. */
export interface AnswerOptions {
  /** Who does it. Default: `tester`. */
  readonly by?: string;
  /** How long it takes, on the engine's clock. Default: no time. */
  readonly after?: Duration;
  /** At one node only: its key, or its place. Default: wherever the step stands. */
  readonly node?: string;
}

/** What a person does with the tasks of a step. Made by {@link answerTask}. */
export interface ScriptedAnswer {
  readonly step: StepClass;
  readonly name: string;
  readonly form: unknown;
  readonly by: string;
  readonly afterMs: number;
  readonly node: string | undefined;
}

/**
 * Completes the tasks of a step with a form, as a person would: what checks forms and what the step does with them is real.
 *
 * @throws {DefinitionError} for what is no step that a person does
 * @throws {MillraceError} `INVALID_OPTION`
 * @example answerTask(Approve, { approved: true }, { who: 'ann', after: '2h' })
 */
export function answerTask<S extends HumanClass>(
  step: S,
  form: FormOf<S>,
  options: AnswerOptions = {},
): ScriptedAnswer {
  const { by = 'tester', after = 0, node } = knownOptions(options, { by: true, after: true, node: true }, 'answerTask');
  const definition = definitionOf(step);
  if (definition.kind !== 'step' || definition.stepKind !== 'human') {
    const message = `answerTask: expected a class that extends HumanStep, got ${definition.kind}; write mockStep for a step that no person does`;
    throw new DefinitionError([{ message }]);
  }
  const afterMs = durationMs(after, 'after');
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

/** @throws {MillraceError} `INVALID_OPTION` for what {@link answerTask} has not made */
export function answerOf(given: ScriptedAnswer): ScriptedAnswer {
  if (made.has(given)) return given;
  throw invalidOption('answers', 'what answerTask has made', given);
}
