import type { Definition, EachDefinition, Graph, Place } from '../flow';
import type { GuardDirectory } from '../resilience/guards';
import type { Guards, StepClass, StepScope } from '../step';
import type { OperationHost } from './operation-host';
import type { StepFactory, StepMethods, StepPlace } from './registry/step-factory';
import type { RunContext } from './run-context';
import { type RunScope, resourcesOf } from './run-scope';
import { StepRunner } from './step-runner';

/** The runner of every place, created when the place is first executed. */
export class StepRunners<Scope extends RunScope> {
  /** By the number of the program and that of the place. */
  private readonly table: (StepRunner<Scope> | undefined)[][] = [];
  private readonly singletons = new Map<StepClass, object>();

  constructor(
    private readonly host: OperationHost<Scope>,
    private readonly factory: StepFactory,
    private readonly guards: GuardDirectory,
  ) {}

  of({ program }: Scope, place: Place): StepRunner<Scope> {
    const known = this.table[program.number]?.[place.ordinal];
    if (known) return known;
    const made = this.make(program.graph, place);
    const row = this.table[program.number] ?? [];
    this.table[program.number] = row;
    row[place.ordinal] = made;
    return made;
  }

  private make(graph: Graph, place: Place): StepRunner<Scope> {
    const { host, guards } = this;
    const { definition } = place;
    switch (definition.kind) {
      case 'function': {
        const methods = this.methodsAt(graph, place, () => ({ execute: definition.execute }));
        return new StepRunner(host, place, { methods }, guards.guardChain(definition));
      }
      case 'step': {
        const { step, scope } = definition;
        const guardChain = guards.guardChain(definition);
        if (scope === 'singleton') {
          const methods = this.methodsAt(graph, place, () => this.singleton(step));
          return new StepRunner(host, place, { methods }, guardChain);
        }
        const source = this.source(step, scope);
        const instanceFor = (run: Scope): StepMethods => this.methodsAt(graph, place, () => source(run));
        return new StepRunner(host, place, { methods: step.prototype as StepMethods, instanceFor }, guardChain);
      }
      case 'each':
        return new StepRunner(host, place, undefined, guards.guardChain(limitOf(definition)));
      case 'all':
      case 'any':
      case 'exit':
      case 'flow':
      case 'pipe':
      case 'race':
      case 'ref':
      case 'repeat':
      case 'settle':
      case 'sleep':
      case 'wait':
      case 'within':
        return new StepRunner(host, place, undefined, undefined);
    }
  }

  /** Returns the methods that do the work at a place. */
  private methodsAt({ name, version }: Graph, place: Place, real: () => StepMethods): StepMethods {
    const { override } = this.factory;
    const step = override && workAt(place.definition);
    return step ? override({ flow: name, version, node: place.node, place: place.id, ...step }, real) : real();
  }

  /** Returns a function that returns the instance for an attempt. */
  private source(step: StepClass, scope: Exclude<StepScope, 'singleton'>): (run: Scope) => StepMethods {
    if (scope === 'execution') return (run) => this.factory.create(step, contextOf(run));
    return (run) => {
      const resources = resourcesOf(run);
      resources.instances ??= new Map();
      const instance = resources.instances.get(step) ?? this.factory.create(step, contextOf(run));
      resources.instances.set(step, instance);
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

function workAt(definition: Definition): Pick<StepPlace, 'kind' | 'step'> | undefined {
  if (definition.kind === 'function') return { kind: 'function', step: definition.execute };
  return definition.kind === 'step' ? { kind: definition.stepKind, step: definition.step } : undefined;
}

/** Returns the guards of an `each` itself, which has only the limiter; the others belong to its body. */
function limitOf({ limit }: EachDefinition): Guards {
  return limit ? { limit } : {};
}

function contextOf({ graph, state }: RunScope): RunContext {
  const { id, correlationId, tags } = state.info;
  return Object.freeze({ runId: id, flow: graph.name, version: graph.version, correlationId, tags });
}
