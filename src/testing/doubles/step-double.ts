import type { StepPlace } from '../../engine';
import { invalidOption } from '../../errors';
import type { StepContext } from '../../step';
import { isAt } from '../trace/position';

/** The input and output of a step that a double undoes. */
export interface Committed {
  readonly input: unknown;
  readonly output: unknown;
}

/** The specification of a double: the step that it replaces, and its answers. */
export interface DoubleSpec {
  /** The step class, or the function of an `fn` or `choose`; `undefined` for any step at the node. */
  readonly source: StepPlace['step'] | undefined;
  /** The name in messages. */
  readonly name: string;
  readonly answers: readonly unknown[];
  readonly node?: string;
  /** The outcome after the last attempt has failed. */
  readonly fallback?: { readonly answer: unknown };
  readonly undo?: (committed: Committed, context: StepContext) => unknown;
}

/**
 * A replacement of a step, which is then not created. Each method returns a new double, so that a double can be shared
 * by tests. The retries, timeouts and guards of the step still apply; its hooks are not called.
 */
export interface StepDouble<in Outcome = never> {
  /** Restricts the double to one node, named by its key or, if that is ambiguous, by its place (`notify/mail`). */
  readonly at: (node: string) => StepDouble<Outcome>;
  /** Sets the outcome after the last attempt has failed, for a step with a fallback. Without it, the step fails. */
  readonly fallback: (answer: Outcome) => StepDouble<Outcome>;
  /** Sets the function that undoes the step, for one with `compensate`. Without it, undoing has no effect. */
  readonly compensate: (undo: (committed: Committed, context: StepContext) => unknown) => StepDouble<Outcome>;
}

const specs = new WeakMap<StepDouble, DoubleSpec>();

export function doubleOf<Outcome>(spec: DoubleSpec): StepDouble<Outcome> {
  const double: StepDouble<Outcome> = Object.freeze({
    at: (node: string) => {
      if (typeof node !== 'string' || node === '') throw invalidOption('at', 'the key of a node', node, spec.name);
      return doubleOf<Outcome>({ ...spec, node });
    },
    fallback: (answer: Outcome) => doubleOf<Outcome>({ ...spec, fallback: { answer } }),
    compensate: (undo: NonNullable<DoubleSpec['undo']>) => {
      if (typeof undo !== 'function') throw invalidOption('compensate', 'a function', undo, spec.name);
      return doubleOf<Outcome>({ ...spec, undo });
    },
  });
  specs.set(double, spec);
  return double;
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a double */
export function doubleSpecOf(double: StepDouble): DoubleSpec {
  const spec = specs.get(double);
  if (spec) return spec;
  throw invalidOption('steps', 'doubles made by mockStep() or mockNode()', double);
}

/** Whether a double replaces the step at a place. */
export function appliesAt({ source, node }: DoubleSpec, place: StepPlace): boolean {
  return (source === undefined || source === place.step) && (node === undefined || isAt(node, place));
}
