import type { StepPlace } from '../../engine';
import { invalidOption } from '../../errors';
import type { StepContext } from '../../step';
import { isAt } from '../trace/position';

/** What a double undoes: what the step was given and gave. */
export interface Committed {
  readonly input: unknown;
  readonly output: unknown;
}

/** What a double stands in for, and what it does. */
export interface DoubleSpec {
  /** The step class, or the function of an `fn` or `choose`; `undefined` for whatever stands at the node. */
  readonly source: StepPlace['step'] | undefined;
  /** How messages call it. */
  readonly name: string;
  readonly answers: readonly unknown[];
  readonly node?: string;
  /** What to go on with after the last attempt has failed. */
  readonly fallback?: { readonly answer: unknown };
  readonly undo?: (committed: Committed, context: StepContext) => unknown;
}

/**
 * Stands in for a step, which is not even made then. Each method gives another double, so one may be used in many tests. The step's
 * retries, timeouts and guards stay as they are; its hooks are not called.
 */
export interface StepDouble<in Outcome = never> {
  /** Stands in at one node only: its key or, where several have the same one, its place (`notify/mail`). */
  readonly at: (node: string) => StepDouble<Outcome>;
  /** What to go on with after the last attempt has failed, for a step that has a fallback. Without it, the failure stands. */
  readonly fallback: (answer: Outcome) => StepDouble<Outcome>;
  /** Called when the run undoes the step, for one that has `compensate`. Without it, nothing is done then. */
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

/** @throws {MillraceError} `INVALID_OPTION` for what is no double */
export function doubleSpecOf(double: StepDouble): DoubleSpec {
  const spec = specs.get(double);
  if (spec) return spec;
  throw invalidOption('steps', 'doubles that mockStep or mockNode has made', double);
}

/** Whether a part is played at a place. */
export function appliesAt({ source, node }: DoubleSpec, place: StepPlace): boolean {
  return (source === undefined || source === place.step) && (node === undefined || isAt(node, place));
}
