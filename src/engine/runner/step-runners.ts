import type { EachDefinition, Place } from '../../flow';
import type { GuardDirectory } from '../../resilience';
import type { Guards, StepClass, StepScope } from '../../step';
import { type LiveRun, liveExtra } from '../live-run';
import type { RunContext } from '../run-context';
import type { StepFactory } from '../step-factory';
import type { Host } from './host';
import { type StepMethods, StepRunner } from './step-runner';

/** The runner of every place, made when the place is first executed. */
export class StepRunners {
  /** By the number of the program and that of the place. */
  private readonly table: (StepRunner | undefined)[][] = [];
  private readonly singletons = new Map<StepClass, object>();

  constructor(
    private readonly host: Host,
    private readonly factory: StepFactory,
    private readonly guards: GuardDirectory,
  ) {}

  of({ program }: LiveRun, place: Place): StepRunner {
    const known = this.table[program.number]?.[place.ordinal];
    if (known) return known;
    const made = this.make(place);
    const row = this.table[program.number] ?? [];
    this.table[program.number] = row;
    row[place.ordinal] = made;
    return made;
  }

  private make(place: Place): StepRunner {
    const { definition } = place;
    if (definition.kind === 'function') {
      const methods = { execute: definition.execute };
      return new StepRunner(this.host, place, undefined, methods, this.guards.entrance(definition));
    }
    if (definition.kind === 'each')
      return new StepRunner(this.host, place, undefined, undefined, this.guards.entrance(limitOf(definition)));
    if (definition.kind !== 'step') return new StepRunner(this.host, place, undefined, undefined, undefined);
    const { step, scope } = definition;
    const entrance = this.guards.entrance(definition);
    if (scope === 'singleton') return new StepRunner(this.host, place, undefined, this.singleton(step), entrance);
    const methods: unknown = step.prototype;
    return new StepRunner(this.host, place, this.source(step, scope), methods as StepMethods, entrance);
  }

  /** Where the instance for an attempt comes from. */
  private source(step: StepClass, scope: Exclude<StepScope, 'singleton'>): (run: LiveRun) => StepMethods {
    if (scope === 'execution') return (run) => this.factory.create(step, contextOf(run));
    return (run) => {
      const extra = liveExtra(run);
      extra.instances ??= new Map();
      const instance = extra.instances.get(step) ?? this.factory.create(step, contextOf(run));
      extra.instances.set(step, instance);
      return instance;
    };
  }

  private singleton(step: StepClass): object {
    const known = this.singletons.get(step);
    if (known) return known;
    const made = this.factory.create(step, undefined);
    this.singletons.set(step, made);
    return made;
  }
}

/** Of the guards, an `each` itself knows only the limiter; the others stand before its body. */
function limitOf({ limit }: EachDefinition): Guards {
  return limit ? { limit } : {};
}

function contextOf({ graph, state }: LiveRun): RunContext {
  const { id, correlationId, tags } = state.info;
  return Object.freeze({ runId: id, flow: graph.name, version: graph.version, correlationId, tags });
}
