import { inspectValue } from '../../errors';
import type { StepSettings } from '../step-options';
import type { StepTypes } from './step-types';

/** The base that a step class extends. */
export type StepKind = 'machine' | 'router' | 'phased' | 'human' | 'batch';

/** Any class that extends a step base. */
export type StepClass<Params = unknown> = abstract new (
  ...dependencies: never
) => { readonly '~types': StepTypes<never, unknown, object, Params> };

const SETTINGS = Symbol.for('millrace.step');
const KIND = Symbol.for('millrace.step.kind');

/** Marks a base class with a symbol of the process-wide registry, so that copies of the library recognise it. */
export function markBase(base: StepClass, kind: StepKind): void {
  Object.defineProperty(base, KIND, { value: kind });
}

/** Returns the base that a class extends; `undefined` if it extends none. */
export function stepKindOf(type: unknown): StepKind | undefined {
  try {
    return typeof type === 'function' ? (type as { readonly [KIND]?: StepKind })[KIND] : undefined;
  } catch {
    // A proxy may throw on any access.
    return undefined;
  }
}

/** Describes a value that should be a step class: by its name, if it has one that can be read. */
export function describeClass(type: unknown): string {
  if (typeof type !== 'function') return inspectValue(type);
  try {
    return type.name || 'a function without a name';
  } catch {
    return 'a function that cannot be read';
  }
}

export function keepSettings(type: StepClass, settings: StepSettings): void {
  Object.defineProperty(type, SETTINGS, { value: settings });
}

/** Returns the settings that `@Step` stored on the class itself. Those of a parent class do not count. */
export function stepSettingsOf(type: StepClass): StepSettings | undefined {
  return Object.hasOwn(type, SETTINGS) ? (type as { readonly [SETTINGS]?: StepSettings })[SETTINGS] : undefined;
}
