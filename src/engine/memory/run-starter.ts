import { isDeepStrictEqual } from 'node:util';
import { MillraceError, toFailure } from '../../errors';
import { concurrencyKeyOf } from '../../execution/concurrency-key';
import type { Program } from '../../execution/registry/program';
import { validateInput } from '../../execution/validation';
import type { Graph } from '../../flow';
import { durationMs } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import { LiveRun, liveExtra } from '../driver/live-run';
import type { RunDriver } from '../driver/run-driver';
import type { StartOptions } from '../port/engine-options';
import { initialSharedStore } from '../requests/initial-shared-store';
import type { StreamHub } from '../streams/stream-hub';
import type { RunIdentityOptions } from './run-identity';
import type { RunTable } from './run-table';

/** What starting runs needs of the engine. */
export interface StarterHost {
  readonly runs: RunTable;
  readonly hub: StreamHub;
  readonly executor: RunDriver;
  readonly codec: PayloadCodec | undefined;
  /** @throws {MillraceError} `ENGINE_STOPPED`, with the consequence in its message */
  readonly refuseIfStopping: (consequence: string) => void;
  readonly isStopping: () => boolean;
  readonly cancel: (run: LiveRun, reason: string) => void;
}

/** Takes what a run is started with, and starts it. Nothing is left behind of a start that is refused. */
export class RunStarter {
  private readonly nothingGiven: RunIdentityOptions;

  constructor(
    private readonly host: StarterHost,
    compensateOnFailure: boolean,
  ) {
    this.nothingGiven = {
      id: undefined,
      correlationId: undefined,
      tags: Object.freeze([]),
      idempotencyKey: undefined,
      compensateOnFailure,
    };
  }

  /** The input as the first step gets it: validated where the flow declares how. */
  accept(graph: Graph, input: unknown): unknown {
    this.host.refuseIfStopping(`flow "${graph.name}" was not started`);
    const { definition } = graph.root;
    const { codec } = this.host;
    const what = `input of flow "${graph.name}"`;
    const kept = codec ? codec.copy(input, () => what) : input;
    if (definition.kind !== 'flow' || definition.input === undefined) return kept;
    return validateInput(definition.input, kept, what);
  }

  /** The run that the same idempotency key has started before. */
  alreadyStarted(graph: Graph, input: unknown, options: StartOptions): LiveRun | undefined {
    const { idempotencyKey } = options;
    const known = idempotencyKey === undefined ? undefined : this.host.runs.find(graph.name, idempotencyKey);
    if (
      !known ||
      isDeepStrictEqual(
        [known.state.root.input, known.extra?.shared],
        [input, initialSharedStore(options, this.host.codec, graph.name)],
      )
    )
      return known;
    throw new MillraceError(
      'IDEMPOTENCY_CONFLICT',
      `flow "${graph.name}" was started with the idempotency key "${idempotencyKey ?? ''}" and another input, as run ${known.id}; use a new key for new work`,
      { details: { runId: known.id, idempotencyKey } },
    );
  }

  /** A run that has not begun. */
  open(program: Program, input: unknown, options: StartOptions): LiveRun {
    const { id, retainedEvents, signal } = options;
    const { runs, hub, refuseIfStopping } = this.host;
    // Asked again: validation may have taken its time.
    refuseIfStopping(`flow "${program.graph.name}" was not started`);
    if (id !== undefined && runs.get(id))
      throw new MillraceError(
        'DUPLICATE_RUN',
        `there is a run with the id "${id}" already; leave id out or choose another`,
      );
    if (signal?.aborted) {
      throw new MillraceError(
        'ABORTED',
        `flow "${program.graph.name}" was not started: the given signal is aborted already`,
        { cause: signal.reason },
      );
    }
    const key = concurrencyKey(program.graph, input);
    const run = new LiveRun(program, runs.identify(this.given(options)), input);
    if (key !== undefined) liveExtra(run).concurrencyKey = key;
    const shared = initialSharedStore(options, this.host.codec, program.graph.name);
    if (shared) liveExtra(run).shared = shared;
    runs.add(run);
    if (retainedEvents !== undefined && retainedEvents > 0) hub.keep(run, retainedEvents);
    if (signal) this.obey(run, signal);
    return run;
  }

  /** Lets a run begin, or wait in line until it may. */
  begin(run: LiveRun, { deadline }: StartOptions): void {
    if (this.host.isStopping()) return;
    const { executor } = this.host;
    const deadlineMs = deadline === undefined ? undefined : durationMs(deadline, 'deadline');
    const start = (): void => {
      const { at, random } = executor.now();
      executor.apply(run, { type: 'run.start', at, random, deadlineMs, shared: run.extra?.shared });
    };
    if (run.graph.root.queue) executor.effects.startWhenPermitted(run, start);
    else start();
  }

  /** What the start says about the run; one object for all that say nothing. */
  private given({ id, correlationId, tags, idempotencyKey }: StartOptions): RunIdentityOptions {
    if (id === undefined && correlationId === undefined && tags === undefined && idempotencyKey === undefined)
      return this.nothingGiven;
    return { ...this.nothingGiven, id, correlationId, tags: Object.freeze([...(tags ?? [])]), idempotencyKey };
  }

  /** Cancels the run when a signal of its caller is aborted. */
  private obey(run: LiveRun, signal: AbortSignal): void {
    const cancel = (): void => {
      this.host.cancel(run, 'the signal given at its start was aborted');
    };
    signal.addEventListener('abort', cancel, { once: true });
    liveExtra(run).detach = () => {
      signal.removeEventListener('abort', cancel);
    };
  }
}

/** Which key of its line a run belongs to; `undefined` where runs of the flow do not wait for one another. */
function concurrencyKey({ root, name }: Graph, input: unknown): string | undefined {
  const { queue } = root;
  if (!queue) return undefined;
  try {
    return concurrencyKeyOf(queue, input);
  } catch (error) {
    throw new MillraceError(
      'INVALID_OPTION',
      `concurrency.key of flow "${name}": ${toFailure(error).message}; the run was not started`,
      { cause: error, details: { option: 'concurrency.key' } },
    );
  }
}
