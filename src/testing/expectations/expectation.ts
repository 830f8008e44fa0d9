import type { RunStatus } from '../../core';
import type { NodeSelector } from '../trace/node-selector';

/** Part of a value: of an object some keys, also deeper; a function that says whether the value will do; a matcher of Jest or Vitest. */
export type PartOf<T> =
  | T
  | ((actual: T) => boolean)
  | { readonly asymmetricMatch: (actual: unknown) => boolean }
  | (T extends readonly (infer Item)[]
      ? readonly PartOf<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]?: PartOf<T[Key]> }
        : never);

/** A failure by its code, or by some of its members. */
export type ExpectedFailure =
  | string
  | {
      readonly code?: string;
      readonly name?: string;
      readonly message?: string | RegExp;
      readonly details?: unknown;
    };

/** What a test expects of a run. What is left out is not looked at. */
export interface Expectation<Result = unknown> extends AnyExpectation {
  /** What the run completes with, as `run.result()` gives it. */
  readonly result?: PartOf<Result>;
}

/** The same, whatever the flow gives. */
export interface AnyExpectation {
  readonly status?: RunStatus;
  readonly result?: unknown;
  /** What it fails with. */
  readonly failure?: ExpectedFailure;
  /** Nodes that it takes in this order; others may lie between them. */
  readonly taken?: readonly NodeSelector[];
  /** Nodes that it does not take. */
  readonly notTaken?: readonly NodeSelector[];
  /** Where it stands: at work, or waiting. */
  readonly standsAt?: NodeSelector;
  /** What it emits: all values of each channel that is named, in order. */
  readonly outputs?: Readonly<Record<string, readonly unknown[]>>;
  /** Some of what its shared store holds at last. */
  readonly shared?: Readonly<Record<string, unknown>>;
}
