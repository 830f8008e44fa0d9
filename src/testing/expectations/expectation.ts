import type { RunStatus } from '../../core';
import type { NodeSelector } from '../trace/node-selector';

/** A part of a value: some keys of an object, at any depth, a predicate, or a matcher of Jest or Vitest. */
export type PartOf<T> =
  | T
  | ((actual: T) => boolean)
  | { readonly asymmetricMatch: (actual: unknown) => boolean }
  | (T extends readonly (infer Item)[]
      ? readonly PartOf<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]?: PartOf<T[Key]> }
        : never);

/** An expected failure: its code, or some of its members. */
export type ExpectedFailure =
  | string
  | {
      readonly code?: string;
      readonly name?: string;
      readonly message?: string | RegExp;
      readonly details?: unknown;
    };

/** The expectation of a test. Omitted members are not checked. */
export interface Expectation<Result = unknown> extends AnyExpectation {
  /** The value of `run.result()`. */
  readonly result?: PartOf<Result>;
}

/** The expectation of a test, for a flow of any type. */
export interface AnyExpectation {
  readonly status?: RunStatus;
  readonly result?: unknown;
  /** The failure of the run. */
  readonly failure?: ExpectedFailure;
  /** Nodes that the run reaches in this order, possibly with others in between. */
  readonly taken?: readonly NodeSelector[];
  /** Nodes that the run does not reach. */
  readonly notTaken?: readonly NodeSelector[];
  /** A node where the run stands, executing or waiting. */
  readonly standsAt?: NodeSelector;
  /** The outputs of the run: all values of each named channel, in order. */
  readonly outputs?: Readonly<Record<string, readonly unknown[]>>;
  /** A part of the final content of the shared store. */
  readonly shared?: Readonly<Record<string, unknown>>;
}
