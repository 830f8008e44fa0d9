import {
  actionsOf,
  type ConcurrencyDefinition,
  type Definition,
  definitionOf,
  type EdgeDefinition,
  type FlowDefinition,
  type Losers,
  type Mapping,
} from '../../src/flow';
import { perSecond } from '../../src/resilience';
import type { Dice } from './seeded-random';
import { Human, Phased, Plain, Router, Undoable, WithFallback } from './steps';

/** The signals that random flows wait for. */
export const SIGNALS = ['red', 'blue'] as const;

const STEPS = [Plain, Plain, WithFallback, Undoable] as const;
const CHOOSERS = [Router, Phased, Human] as const;

/** Only that it is there counts: items are pulled one by one then. */
const PACE = perSecond(1, { name: 'pace' });

/** The declared input of some flows; the fake driver decides what comes of it. */
class Given {}

/** Which actions the fake driver may answer with at a place; kept as the params of the step. */
export function answersOf(definition: Definition): readonly string[] {
  return definition.kind === 'step' && Array.isArray(definition.params)
    ? (definition.params as readonly string[])
    : ['next'];
}

/** The ways out of a node, those included that only the compiler knows of. */
function waysOf(definition: Definition): readonly string[] {
  switch (definition.kind) {
    case 'step':
      return answersOf(definition);
    case 'within':
      return [...waysOf(definition.body), 'overdue'];
    case 'pipe':
      return definition.parts.slice(-1).flatMap(waysOf);
    default:
      return actionsOf(definition) ?? ['next'];
  }
}

/** Makes a random flow, nested up to a depth. Every node can be reached, and from every node an exit. */
export class FlowMaker {
  private names = 0;

  constructor(
    private readonly dice: Dice,
    /** Whether some flows declare an input, which only a fake driver can look at. */
    private readonly options: { readonly inputs: boolean } = { inputs: true },
  ) {}

  flow(
    depth: number,
    exits: readonly string[] = this.dice.pick([['done'], ['done', 'other'], ['done', 'other', 'undone']]),
  ): FlowDefinition {
    const { dice } = this;
    this.names += 1;
    const keys = Array.from({ length: 1 + dice.below(4) }, (_, index) => `n${index}`);
    const inner = keys.map((key) => [key, this.node(depth)] as const);
    const outer = exits.map((key) => [key, { kind: 'exit', compensate: key === 'undone' }] as const);
    const edges: Record<string, Record<string, EdgeDefinition>> = {};
    inner.forEach(([key, definition], index) => {
      edges[key] = this.edges(key, definition, keys, exits, keys[index + 1] ?? exits[0] ?? 'done');
    });
    return Object.freeze<FlowDefinition>({
      kind: 'flow',
      name: `flow-${this.names}`,
      version: '1.0.0',
      input: dice.chance(0.15) && this.options.inputs ? Given : undefined,
      start: 'n0',
      nodes: Object.fromEntries([...inner, ...outer]),
      edges,
      ...(dice.chance(0.15) && { isolated: true }),
    });
  }

  /** The first action leads on, so that the end can be reached; the others lead anywhere, back as well. */
  private edges(
    key: string,
    definition: Definition,
    keys: readonly string[],
    exits: readonly string[],
    following: string,
  ): Record<string, EdgeDefinition> {
    const { dice } = this;
    const actions = waysOf(definition);
    const table: Record<string, EdgeDefinition> = {};
    actions.forEach((action, index) => {
      const target = index === 0 ? following : dice.pick([...keys, ...keys, ...exits]);
      table[action] = { target, mapping: this.mapping(key, action) };
    });
    if (dice.chance(0.3)) table['error'] = { target: dice.pick([...keys, ...exits]), mapping: undefined };
    return table;
  }

  private mapping(node: string, action: string): Mapping | undefined {
    const { dice } = this;
    if (dice.chance(0.15)) return { kind: 'via', change: (value: unknown) => value };
    if (dice.chance(0.15))
      return {
        kind: 'record',
        sources: { input: { kind: 'input' }, own: { kind: 'output', node, action, optional: true } },
      };
    return dice.chance(0.05) ? { kind: 'source', source: { kind: 'input' } } : undefined;
  }

  private node(depth: number): Definition {
    const { dice } = this;
    const definition = depth <= 0 || dice.chance(0.45) ? this.leaf() : this.settled(this.composite(depth - 1));
    if (definition.kind === 'exit') return definition;
    return {
      ...definition,
      ...(dice.chance(0.08) && { delayMs: 1 + dice.below(50) }),
      ...(dice.chance(0.06) && { deadlineMs: 1 + dice.below(200) }),
      ...(dice.chance(0.08) && { queue: this.queue() }),
      maxVisits: 2 + dice.below(4),
    };
  }

  private queue(): ConcurrencyDefinition {
    const { dice } = this;
    return {
      limit: 1,
      ...(dice.chance(0.5) && { name: 'shared' }),
      ...(dice.chance(0.5) && { key: () => 'k' }),
    };
  }

  private leaf(): Definition {
    const { dice } = this;
    const random = dice.next();
    if (random < 0.04) return { kind: 'sleep', ms: 0, length: () => 1 };
    if (random < 0.08) return { kind: 'sleep', ms: 1 + dice.below(100) };
    if (random < 0.16) return { kind: 'wait', payload: undefined, signal: dice.pick(SIGNALS) };
    return random < 0.7 ? this.step(dice.pick(STEPS), undefined) : this.step(dice.pick(CHOOSERS), ['a', 'b']);
  }

  private step(
    type: (typeof STEPS)[number] | (typeof CHOOSERS)[number],
    actions: readonly string[] | undefined,
  ): Definition {
    const { dice } = this;
    const definition = definitionOf(type);
    if (definition.kind !== 'step') return definition;
    const retry = {
      maxAttempts: 1 + dice.below(3),
      initialMs: dice.pick([0, 10]),
      factor: 2,
      maxMs: 100,
      jitter: dice.chance(0.5),
    };
    return { ...definition, params: actions, retry };
  }

  /** What tells how each branch ended repeats the input for each; in loops that would double with every round. */
  private settled(definition: Definition): Definition {
    const repeatsInput =
      definition.kind === 'settle' || (definition.kind === 'each' && definition.onError === 'collect');
    return repeatsInput ? { kind: 'pipe', parts: [definition, this.step(Plain, undefined)] } : definition;
  }

  private composite(depth: number): Definition {
    const { dice } = this;
    switch (dice.below(9)) {
      case 0:
        return {
          kind: 'all',
          branches: this.branches(depth),
          ...(dice.chance(0.4) && { until: () => false }),
          ...this.losers(),
        };
      case 1:
        return { kind: dice.pick(['any', 'race', 'settle']), branches: this.branches(depth), ...this.losers() };
      case 2:
        return this.each(depth);
      case 3:
        return { kind: 'pipe', parts: [this.step(Plain, undefined), this.settled(this.each(depth))] };
      case 4:
        return { kind: 'repeat', body: this.flow(depth, ['again', 'done']), max: 1 + dice.below(3) };
      case 5:
        return { kind: 'within', body: this.node(depth), ms: 1 + dice.below(150) };
      case 6:
        return { kind: 'pipe', parts: [this.step(Plain, undefined), this.step(Undoable, undefined), this.node(depth)] };
      case 7:
        return dice.chance(0.5) ? { kind: 'ref', flow: 'called' } : this.flow(depth);
      default:
        return this.flow(depth);
    }
  }

  private losers(): { readonly losers?: Losers } {
    return this.dice.chance(0.4) ? { losers: 'compensate' } : {};
  }

  private each(depth: number): Definition {
    const { dice } = this;
    return {
      kind: 'each',
      body: this.node(depth),
      concurrency: 1 + dice.below(3),
      onError: dice.pick(['stop', 'finish', 'collect']),
      isolated: dice.chance(0.2),
      ...(dice.chance(0.2) && { chunk: 2 }),
      ...(dice.chance(0.2) && { progress: true }),
      ...(dice.chance(0.3) && { limit: PACE }),
    };
  }

  private branches(depth: number): Readonly<Record<string, Definition>> {
    const keys = ['left', 'middle', 'right'].slice(0, 1 + this.dice.below(3));
    return Object.fromEntries(keys.map((key) => [key, this.node(depth)]));
  }
}

/** A flow that random flows call by name, and that now and then calls itself. */
export function calledFlow(dice: Dice): FlowDefinition {
  const router = definitionOf(Router) as Extract<Definition, { kind: 'step' }>;
  const to = (target: string) => ({ target, mapping: undefined });
  return Object.freeze<FlowDefinition>({
    kind: 'flow',
    name: 'called',
    version: '1.0.0',
    input: undefined,
    start: 'c0',
    nodes: {
      c0: { ...router, params: ['a', 'b'] },
      c1: { kind: 'ref', flow: 'called' },
      c2: dice.chance(0.3) ? { kind: 'sleep', ms: 5 } : definitionOf(Undoable),
      done: { kind: 'exit', compensate: false },
    },
    edges: { c0: { a: to('c2'), b: to('c1') }, c1: { next: to('c2') }, c2: { next: to('done') } },
  });
}
