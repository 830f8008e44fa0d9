import { RunState } from '../../core';
import { SharedOverlay } from '../../execution/shared-store/shared-overlay';
import { compile, flowDefinitionOf, flowOf, fn } from '../../flow';
import type { ContextOf, StepClass, StepContext } from '../../step';
import { knownOptions } from '../known-options';

/** What the context of a step says in a test. Everything has a default. */
export interface StepContextOptions<Params = unknown> {
  /** What `node(Step, { params })` would give. */
  readonly params?: Params;
  /** What the shared store holds. Default: nothing. */
  readonly shared?: Readonly<Record<string, unknown>>;
  /** From 1. Default: 1. */
  readonly attempt?: number;
  /** Default: one that nobody aborts. */
  readonly signal?: AbortSignal;
  /** What time it is: epoch ms. Default: 2026-01-01T00:00:00Z. */
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

/** What a step emitted in a test. */
export interface Emitted {
  readonly emitted: readonly { readonly channel: string; readonly value: unknown }[];
}

type ContextIn<S extends StepClass> = ContextOf<InstanceType<S>>;
type ParamsIn<S extends StepClass> = ContextIn<S> extends { readonly params: infer Params } ? Params : never;

/**
 * A fresh context for calling a step's methods by hand, without a flow and an engine. Its shared store works as in a run, and shows
 * what the step writes; `emitted` has what it emits.
 *
 * @param step whose channels and params the context has
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
  } = knownOptions(options ?? {}, STEP_CONTEXT_OPTIONS, 'stepContext');
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

/** The shared store as an attempt at a node sees it, in a run of which nothing is known. */
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
