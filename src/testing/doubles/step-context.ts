import { RunState } from '../../core';
import { knownOptions } from '../../errors';
import { SharedOverlay } from '../../execution';
import { compile, flowDefinitionOf, flowOf, fn } from '../../flow';
import type { ContextOf, StepClass, StepContext } from '../../step';

/** The options of {@link stepContext}. */
export interface StepContextOptions<Params = unknown> {
  /** The params, as from `node(Step, { params })`. */
  readonly params?: Params;
  /** The content of the shared store. Default: empty. */
  readonly shared?: Readonly<Record<string, unknown>>;
  /** The number of the attempt, from 1. Default: 1. */
  readonly attempt?: number;
  /** Default: a signal that never aborts. */
  readonly signal?: AbortSignal;
  /** The time in epoch ms. Default: 2026-01-01T00:00:00Z. */
  readonly now?: number;
  /** Key of the node. Default: `step`. */
  readonly node?: string;
}

const STEP_CONTEXT_OPTIONS = {
  params: true,
  shared: true,
  attempt: true,
  signal: true,
  now: true,
  node: true,
} as const satisfies Readonly<Record<keyof StepContextOptions, true>>;

/** A value that a step emitted in a test. */
export interface Emitted {
  readonly emitted: readonly { readonly channel: string; readonly value: unknown }[];
}

type ContextIn<S extends StepClass> = ContextOf<InstanceType<S>>;
type ParamsIn<S extends StepClass> = ContextIn<S> extends { readonly params: infer Params } ? Params : never;

/**
 * Makes a context for calling the methods of a step directly, without a flow and an engine. Its shared store works as
 * in a run and contains the writes of the step; `emitted` lists its outputs.
 *
 * @param step the step class that determines the channels and params
 * @example
 * const ctx = stepContext(CheckStock);
 * await new CheckStock(warehouse).execute(order, ctx);
 * expect(ctx.emitted).toEqual([{ channel: 'progress', value: 0.5 }]);
 */
export function stepContext<S extends StepClass>(
  step: S,
  options?: StepContextOptions<ParamsIn<S>>,
): ContextIn<S> & Emitted;
export function stepContext(options?: StepContextOptions): StepContext & Emitted;
export function stepContext(first?: StepClass | StepContextOptions, second?: StepContextOptions): unknown {
  const options = typeof first === 'function' ? second : first;
  const {
    params,
    shared = {},
    attempt = 1,
    signal,
    now = 1_767_225_600_000,
    node = 'step',
  } = knownOptions(options === undefined ? {} : options, STEP_CONTEXT_OPTIONS, 'stepContext()');
  const emitted: { readonly channel: string; readonly value: unknown }[] = [];
  const store = storeAt(node);
  store.merge(shared);
  return Object.freeze({
    runId: 'test',
    flow: 'test',
    version: '1.0.0',
    node,
    path: `${node}#1`,
    attempt,
    correlationId: 'test',
    signal: signal ?? new AbortController().signal,
    idempotencyKey: `test:${node}#1`,
    shared: store,
    params,
    now: () => now,
    emit: (channel: string, value: unknown) => {
      emitted.push({ channel, value });
    },
    emitted,
  });
}

/** Makes the shared store of an attempt at a node, in an empty run. */
function storeAt(node: string): SharedOverlay {
  const { root } = compile(
    flowDefinitionOf(
      flowOf(
        'test',
        fn(node, () => undefined),
      ),
    ),
  );
  const info = { id: 'test', correlationId: 'test', tags: [], idempotencyKey: undefined };
  const state = new RunState({ ...info, compensateOnFailure: false }, root, undefined);
  return new SharedOverlay(state, { frame: state.root, item: 0, place: { ...root, node } });
}
