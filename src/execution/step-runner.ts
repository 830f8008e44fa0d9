import type { CompletedForm, ExecuteEffect, PulledItem, StoreConflict } from '../core';
import { adoptThenable, errorMessageOf, isInstance, isThenable, MillraceError, requireSynchronous } from '../errors';
import type { Definition, Place } from '../flow';
import { type GuardChain, RejectedError } from '../resilience/guards';
import { route, type TaskTerms } from '../step';
import type { AttemptContext } from './attempt/attempt-context';
import { copyForCode } from './attempt/copy-input';
import { guardedCall } from './attempt/guarded-call';
import { ItemSource } from './attempt/item-source';
import { streamedResult } from './attempt/streamed-result';
import { timeoutError } from './attempt/timeout-error';
import { concurrencyKeyOf } from './concurrency-key';
import type { OperationHost } from './operation-host';
import type { StepMethods } from './registry/step-factory';
import { type RunScope, resourcesOf } from './run-scope';
import { mergedValues } from './shared-store/merged-values';
import { sleepUntil } from './sleep-until';
import { taskTerms } from './task-terms';
import { acceptValue } from './validation';

/** The value that a step's `skip` returned to continue with. */
export class SkippedStep {
  constructor(readonly value: unknown) {}
}

/** The code of the user that does the work at a place. */
export interface StepImplementation<Scope> {
  /** The instance for all attempts or, with `instanceFor`, the prototype of the class. */
  readonly methods: StepMethods;
  /** Returns the instance for an attempt, if it is not the same for all. */
  readonly instanceFor?: (run: Scope) => StepMethods;
}

/** Executes the node at one place. Everything that does not depend on the attempt is decided at construction. */
export class StepRunner<Scope extends RunScope = RunScope> {
  /** Whether `execute` needs nothing around it but its time limit: no validation, no hooks. */
  readonly bare: boolean;
  /** The methods to call directly, if nothing else has to be checked. */
  private readonly simple: StepMethods | undefined;
  /** Whether an outcome has to name its action. */
  readonly routes: boolean;
  private readonly definition: Definition;
  private readonly timeoutMs: number | undefined;
  private readonly methods: StepMethods | undefined;
  private readonly source: ((run: Scope) => StepMethods) | undefined;

  constructor(
    private readonly host: OperationHost<Scope>,
    private readonly place: Place,
    implementation: StepImplementation<Scope> | undefined,
    /** The guards of the place. */
    private readonly guardChain: GuardChain | undefined,
  ) {
    const { definition } = place;
    const methods = implementation?.methods;
    this.methods = methods;
    this.source = implementation?.instanceFor;
    this.definition = definition;
    this.routes =
      definition.kind === 'step'
        ? ['router', 'phased', 'human'].includes(definition.stepKind)
        : definition.kind === 'function' && definition.routes;
    const validates = definition.kind === 'step' && definition.input !== undefined;
    this.bare = !validates && !methods?.skip && !methods?.onSuccess && !methods?.onFailure;
    this.timeoutMs = definition.kind === 'step' || definition.kind === 'function' ? definition.timeoutMs : undefined;
    this.simple = this.bare && !this.source && !guardChain ? methods : undefined;
  }

  /** Starts the operation. Returns its result or a promise of it. May throw. */
  start(run: Scope, effect: ExecuteEffect, context: AttemptContext<Scope>): unknown {
    // Nearly all operations of a run take this path.
    if (this.simple && effect.phase === 'execute')
      return this.limited(this.simple.execute?.(effect.input, context), context);
    return this.startPhase(run, effect, context);
  }

  private startPhase(run: Scope, effect: ExecuteEffect, context: AttemptContext<Scope>): unknown {
    switch (effect.phase) {
      case 'execute':
        return this.bare
          ? this.guarded(context, () => this.limited(this.call(run, effect.input, context), context))
          : this.executeFully(run, effect, context);
      case 'accept':
        return this.accepted(effect.input);
      case 'prepare':
        return this.prepare(run, effect, context);
      case 'finish':
        return this.instance(run)?.finish?.(effect.input, effect.given, context);
      case 'fallback':
        return this.instance(run)?.fallback?.(
          {
            input: effect.input,
            failure: effect.given,
            node: this.place.node,
            path: context.path,
            attempts: effect.attempt,
          },
          context,
        );
      case 'compensate':
        return this.limited(this.instance(run)?.compensate?.(this.committed(effect), context), context);
      case 'map':
        return this.mapped(effect);
      case 'length':
        return this.sleepsUntil(effect.input, context);
      case 'key':
        return this.concurrencyKey(effect.input);
      case 'request':
        return this.limited(this.request(run, effect, context), context);
      case 'complete':
        return this.limited(this.complete(run, effect, context), context);
      case 'pull':
        return this.nextItem(run, effect, context);
      case 'until':
        return this.isEnough(effect.given);
      case 'merge':
        return mergedValues(effect.given as readonly StoreConflict[], this.place.node);
    }
  }

  /** Asks a human step to check a form. Returns the reason if the step rejects it. */
  async check(run: Scope, form: unknown, input: unknown, by: string): Promise<string | undefined> {
    const step = this.instance(run);
    const valid = await this.validated(this.copyOf(input));
    const verdict: unknown = await step?.check?.(this.copyOf(form), valid, by);
    return typeof verdict === 'string' ? verdict : undefined;
  }

  private async request(run: Scope, { input }: ExecuteEffect, context: AttemptContext<Scope>): Promise<TaskTerms> {
    const valid = await this.validated(input);
    context.confirm();
    const request: unknown = await this.instance(run)?.request?.(valid, context);
    return taskTerms(request, context.now(), this.place.node);
  }

  private async complete(
    run: Scope,
    { input, given }: ExecuteEffect,
    context: AttemptContext<Scope>,
  ): Promise<unknown> {
    const { form, ...completion } = given as CompletedForm;
    const valid = await this.validated(input);
    context.confirm();
    return this.instance(run)?.complete?.(form, valid, context, completion);
  }

  private sleepsUntil(input: unknown, context: AttemptContext<Scope>): number {
    const { definition, place } = this;
    const length = definition.kind === 'sleep' ? definition.length : undefined;
    return length ? sleepUntil(length, input, context.now(), place.node) : 0;
  }

  /** Returns what the function of a `via` makes of the value of an edge. */
  private mapped({ input, given }: ExecuteEffect): unknown {
    const { change } = given as { readonly change: (value: unknown) => unknown };
    return requireSynchronous(change(input), `via of an edge to node "${this.place.node}"`);
  }

  /** Returns whether the results so far are enough to end an `all`. */
  private isEnough(results: unknown): boolean {
    const { definition, place } = this;
    const until = definition.kind === 'all' ? definition.until : undefined;
    return requireSynchronous(until?.(results as never), `until of node "${place.node}"`) === true;
  }

  private concurrencyKey(input: unknown): string {
    const { queue, node } = this.place;
    try {
      return queue ? concurrencyKeyOf(queue, input) : '';
    } catch (error) {
      throw new MillraceError('INVALID_OPTION', `concurrency.key of node "${node}": ${errorMessageOf(error)}`, {
        cause: error,
        details: { option: 'concurrency.key' },
      });
    }
  }

  private async nextItem(run: Scope, effect: ExecuteEffect, context: AttemptContext<Scope>): Promise<PulledItem> {
    const pulled = Array.isArray(effect.input) ? { done: false } : await this.pull(run, effect);
    if (this.guardChain && (pulled.item || !pulled.done))
      (await this.guardChain.enter(() => context.wait())).succeeded();
    return pulled;
  }

  private async pull(run: Scope, { token, input }: ExecuteEffect): Promise<PulledItem> {
    const resources = resourcesOf(run);
    resources.sources ??= new Map();
    const source =
      resources.sources.get(token) ??
      new ItemSource(input as Iterable<unknown> | AsyncIterable<unknown>, this.place.node, this.host.turns);
    resources.sources.set(token, source);
    const pulled = await source.next(this.definition.kind === 'each' ? this.definition.chunk : undefined);
    // The same token may reach another source, or this place again.
    if (pulled.done) resources.sources.delete(token);
    return pulled;
  }

  private guarded(context: AttemptContext<Scope>, call: () => unknown): unknown {
    return this.guardChain ? guardedCall(this.guardChain, context, call) : call();
  }

  private call(run: Scope, input: unknown, context: AttemptContext<Scope>): unknown {
    return this.instance(run)?.execute?.(input, context);
  }

  private instance(run: Scope): StepMethods | undefined {
    return this.source ? this.source(run) : this.methods;
  }

  private async prepare(run: Scope, effect: ExecuteEffect, context: AttemptContext<Scope>): Promise<unknown> {
    const valid = await this.validated(effect.input);
    context.confirm();
    return this.instance(run)?.prepare?.(valid, context);
  }

  /** Returns the validated input of a flow that is a node. */
  private accepted(input: unknown): unknown {
    const flow = this.place.kind === 'ref' ? this.place.start?.definition : this.definition;
    return flow?.kind === 'flow' ? acceptValue(flow.input, input, `input of flow "${flow.name}"`) : input;
  }

  private validated(input: unknown): unknown {
    const { definition, place } = this;
    const type = definition.kind === 'step' ? definition.input : undefined;
    return acceptValue(type, input, `input of node "${place.node}"`);
  }

  private async executeFully(run: Scope, effect: ExecuteEffect, context: AttemptContext<Scope>): Promise<unknown> {
    const step = this.instance(run);
    let { input } = effect;
    try {
      const mayBeSkipped = effect.attempt === 1 && step?.skip !== undefined;
      // Made before the step's validator sees the input, which may change it.
      const spare = mayBeSkipped ? this.copyOf(input) : undefined;
      const isPlain = this.place.leaf === 'plain';
      if (isPlain) {
        input = await this.validated(input);
        context.confirm();
      }
      if (mayBeSkipped) {
        const own = !this.host.codec ? input : isPlain ? await this.validated(spare) : spare;
        const skipped: unknown = await step.skip?.(own, context);
        if (typeof skipped === 'object' && skipped !== null && 'instead' in skipped)
          return new SkippedStep(skipped.instead);
        context.confirm();
      }
      const accepted = input;
      const output = await this.guarded(context, () => this.settledInTime(this.call(run, accepted, context), context));
      await step?.onSuccess?.(output, input, context);
      return output;
    } catch (error) {
      // No attempt was made that the hook would report.
      const none = isInstance(error, RejectedError) || context.wasAbandoned;
      if (!none) await this.callOnFailure(run, step, error, input, context);
      throw error;
    }
  }

  private copyOf(value: unknown): unknown {
    return copyForCode(this.host.codec, value);
  }

  private async callOnFailure(
    run: Scope,
    step: StepMethods | undefined,
    error: unknown,
    input: unknown,
    context: AttemptContext<Scope>,
  ): Promise<void> {
    if (!step?.onFailure) return;
    try {
      await step.onFailure(error, input, context);
    } catch (stray) {
      this.host.reportHookFailure(run, stray);
    }
  }

  /** Returns the step's result, and watches the attempt's time limit while it is pending. */
  private limited(result: unknown, context: AttemptContext<Scope>): unknown {
    const outcome = streamedResult(result, context);
    if (this.timeoutMs !== undefined && isThenable(outcome)) context.limit(this.timeoutMs);
    return outcome;
  }

  /** Does the same before hooks, which receive a timeout like any other failure. */
  private settledInTime(result: unknown, context: AttemptContext<Scope>): unknown {
    const { timeoutMs: ms, host } = this;
    const outcome = streamedResult(result, context);
    if (ms === undefined || !isThenable(outcome)) return outcome;
    return new Promise((resolve, reject) => {
      const watch = host.timeouts.add(ms, {
        expire: () => {
          const error = timeoutError(context, ms);
          context.abort(error);
          reject(error);
        },
      });
      void adoptThenable(outcome)
        .then(resolve, reject)
        .then(() => {
          watch.remove();
        });
    });
  }

  private committed({ input, given }: ExecuteEffect): unknown {
    const { action, value: stored } = given as { readonly action: string; readonly value: unknown };
    const value = this.copyOf(stored);
    return { input, output: this.routes && action !== 'next' ? route(action, value) : value };
  }
}
