import { DefinitionError } from '../errors';
import { hookFaults } from './bases/hooks';
import { describeClass, keepSettings, type StepClass, type StepKind, stepKindOf } from './bases/step-class';
import type { CompileError } from './compile-error';
import type { InputType, ValidatedBy } from './input-type';
import { type StepOptions, stepSettings } from './step-options';

/** The actions whose value is `any`. */
type AnyActions<Routes> = { [Action in keyof Routes]: 0 extends 1 & Routes[Action] ? Action : never }[keyof Routes];

type Typed<C> = C extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly routes: infer Routes } }
  ? [AnyActions<Routes>] extends [never]
    ? 'next' extends keyof Routes
      ? [keyof Routes] extends ['next']
        ? unknown
        : CompileError<'the action `next` must be the only one; rename it', Routes>
      : unknown
    : CompileError<'these actions carry a value of type any; give it another type', AnyActions<Routes>>
  : unknown;

/**
 * The check that the body accepts every declared value. Methods compare bivariantly, so the base class cannot check it.
 */
type Accepts<C> = C extends abstract new (
  ...dependencies: never
) => {
  readonly '~types': { readonly body: (input: infer Declared) => void };
  execute(input: infer Accepted, context: never): unknown;
}
  ? [Declared] extends [Accepted]
    ? unknown
    : CompileError<'execute must accept every declared input', { declared: Declared; accepted: Accepted }>
  : C extends abstract new (
        ...dependencies: never
      ) => {
        readonly '~types': { readonly body: (form: infer Declared) => void };
        complete(form: infer Accepted, input: never, context: never): unknown;
      }
    ? [Declared] extends [Accepted]
      ? unknown
      : CompileError<'complete must accept every declared form', { declared: Declared; accepted: Accepted }>
    : unknown;

/** Whether a declaration produces a value that a step takes. The compiler infers `never` for a generic class. */
type Produces<Type, Declared> = [Declared] extends [never]
  ? true
  : [ValidatedBy<Type>] extends [Declared]
    ? true
    : false;

type Takes<C, Input> = InputType extends Input
  ? unknown
  : C extends abstract new (
        ...dependencies: never
      ) => { readonly '~types': { readonly in: (input: infer Declared) => void } }
    ? Produces<Input, Declared> extends true
      ? unknown
      : CompileError<
          'the class or schema of @Step({ input }) does not produce the input of the step',
          { produced: ValidatedBy<Input>; declared: Declared }
        >
    : unknown;

type TakesForm<C, Form> = InputType extends Form
  ? unknown
  : C extends abstract new (
        ...dependencies: never
      ) => { readonly '~types': { readonly body: (form: infer Declared) => void } }
    ? Produces<Form, Declared> extends true
      ? unknown
      : CompileError<
          'the class or schema of @Step({ form }) does not produce the form of the step',
          { produced: ValidatedBy<Form>; declared: Declared }
        >
    : unknown;

/**
 * Registers a class that extends a step base for use in flows.
 *
 * @throws {DefinitionError} for invalid options, a class without a step base or without the method that does the work,
 * or a method that looks like a mistyped hook
 */
export function Step<Input extends InputType = InputType, Form extends InputType = InputType>(
  options: StepOptions<Input, Form> = {},
): <C extends StepClass>(target: C & Accepts<C> & Takes<C, Input> & TakesForm<C, Form> & Typed<C>) => void {
  if (typeof options === 'function') throw faultsOf(options, ['write @Step() with parentheses']);
  return (target) => {
    const kind = stepKindOf(target);
    if (kind === undefined) throw faultsOf(target, [NO_BASE]);
    const misses = hookFaults(kind, target.prototype as object);
    if (misses.length > 0) throw faultsOf(target, misses);
    const settings = stepSettings(target.name, options);
    if (kind !== 'human' && settings.form !== undefined) throw faultsOf(target, [ONLY_HUMAN_FORM]);
    if (settings.actions && !SEVERAL_ACTIONS.includes(kind)) throw faultsOf(target, [ONE_ACTION]);
    const [guard] = Object.keys(settings.guards);
    if (kind === 'human' && guard !== undefined)
      throw faultsOf(target, [`${guard}: a human step makes no call that could be guarded; remove the option`]);
    keepSettings(target, settings);
  };
}

const NO_BASE = 'the class must extend MachineStep, RouterStep, PhasedStep, HumanStep or BatchStep';
const SEVERAL_ACTIONS: readonly StepKind[] = ['router', 'phased', 'human'];
const ONE_ACTION = 'actions: the step has the only action next; remove the option, or extend RouterStep';
const ONLY_HUMAN_FORM = 'form: only a HumanStep has a form; use input to validate the input of the step';

function faultsOf(target: unknown, faults: readonly string[]): DefinitionError {
  return new DefinitionError(faults.map((fault) => ({ message: `@Step of ${describeClass(target)}: ${fault}` })));
}
