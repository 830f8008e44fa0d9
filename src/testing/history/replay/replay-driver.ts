import type { RunEvent } from '../../../core';
import { createMemoryEngine, type Engine, type MemoryEngine, type StepMethods, type StepPlace } from '../../../engine';
import { MillraceError } from '../../../errors';
import type { AnyFlow, Graph, Place } from '../../../flow';
import { retryDelayMs } from '../../../step';
import { VirtualClock } from '../../clock/virtual-clock';
import { resolveStepFactory } from '../../harness/resolve-factory';
import { selectedPlaces } from '../../trace/node-selector';
import type { Started } from '../checked-events';
import type { RecordedResults } from './recorded-results';
import { type ReplayDouble, replayDouble } from './replay-doubles';
import type { Retry } from './replay-input';
import type { ReplayOptions } from './replay-options';

/** The random number for a jitter of 0. */
const NO_JITTER = 0.5;

/** An engine on virtual time that replays a flow: recorded outcomes replace the steps. */
export class ReplayDriver {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  /** Starts a run of a flow of unknown type. */
  readonly launch: MemoryEngine['launch'];
  private readonly executing: () => number;
  readonly runId: string;
  /** The events of the run so far. */
  readonly events: RunEvent[] = [];
  /** The first inputs of nodes, by path. */
  readonly inputs = new Map<string, unknown>();
  private readonly restore: () => void;
  private readonly real: ReadonlySet<string>;
  private random = NO_JITTER;

  constructor(
    private readonly graph: Graph,
    { at: start, runId }: Started,
    private readonly answers: RecordedResults,
    options: ReplayOptions & { readonly flows: readonly AnyFlow[] },
  ) {
    const { run = [], flows, classCodecs, compensateOnFailure } = options;
    this.runId = runId;
    this.real = new Set(run.flatMap((selector) => [...selectedPlaces([graph], selector)]));
    this.clock = new VirtualClock({ start, isBusy: () => this.executing() > answers.waiting });
    const { restore, factory, resilience } = resolveStepFactory(
      options,
      this.clock,
      { of: this.override },
      // Skips the check of steps that do not really run.
      (step) => !this.makes(step),
    );
    this.restore = restore;
    try {
      const memory = createMemoryEngine({
        clock: this.clock,
        factory,
        random: () => this.random,
        flows,
        classCodecs,
        compensateOnFailure,
        ...(resilience && { resilience }),
      });
      this.engine = memory.engine;
      this.launch = memory.launch;
      this.executing = memory.executing;
    } catch (error) {
      restore();
      throw error;
    }
    this.engine.events$.subscribe((event) => {
      if ('seq' in event) this.events.push(event);
    });
  }

  /** Sets the jitter so that the next wait is as long as recorded, as far as the policy allows that. */
  adjustJitter(retry: Retry | undefined): void {
    const definition = retry && this.graph.places.get(retry.place)?.definition;
    const policy = definition?.kind === 'step' || definition?.kind === 'function' ? definition.retry : undefined;
    this.random = NO_JITTER;
    if (!retry || !policy) return;
    const delayAt = (random: number): number => retryDelayMs(policy, retry.attempt, random, retry.retryAfterMs);
    const [least, most] = [delayAt(0), delayAt(1)];
    if (most > least) this.random = Math.min(Math.max((retry.delayMs - least) / (most - least), 0), 1 - Number.EPSILON);
  }

  async stop(): Promise<void> {
    try {
      await this.engine.stop({ graceMs: 0 });
    } finally {
      this.restore();
    }
  }

  private readonly override = (place: StepPlace, real: () => StepMethods): StepMethods => {
    if (this.real.has(place.place)) return real();
    return replayDouble(this.stoodIn(place), this.answers, (path, input) => {
      if (!this.inputs.has(path)) this.inputs.set(path, input);
    });
  };

  private stoodIn({ kind, place }: StepPlace): ReplayDouble {
    const at = this.graph.places.get(place);
    if (!at) throw new MillraceError('INTERNAL', `there is no place "${place}" in flow "${this.graph.name}"`);
    return { kind, routes: routes(at), skips: skips(at) };
  }

  private makes(step: unknown): boolean {
    return [...this.real].some((id) => {
      const definition = this.graph.places.get(id)?.definition;
      return definition?.kind === 'step' && definition.step === step;
    });
  }
}

function routes({ definition }: Place): boolean {
  if (definition.kind === 'function') return definition.routes;
  return definition.kind === 'step' && (definition.stepKind === 'router' || definition.stepKind === 'human');
}

function skips({ definition }: Place): boolean {
  return definition.kind === 'step' && 'skip' in (definition.step.prototype as object);
}
