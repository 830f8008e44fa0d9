import {
  type Change,
  type CoreInput,
  type CoreInputOf,
  type Effect,
  type ExecuteEffect,
  fold,
  hydrate,
  type PermitRequest,
  pathOf,
  RecordSet,
  type RunEvent,
  RunState,
  readKey,
  recordsOf,
  type SharedWrite,
  type Token,
  transition,
} from '../../src/core';
import { type AnyFlow, compile, flowDefinitionOf, type Graph } from '../../src/flow';
import type { BatchProgress } from '../../src/step';

/** How a run is driven. */
export interface DriveOptions {
  readonly input?: unknown;
  /** Flows that may be called by name. */
  readonly flows?: readonly AnyFlow[];
  readonly compensateOnFailure?: boolean;
  /** Limit of the run, in ms. */
  readonly deadlineMs?: number;
  /** The random number of every happening. */
  readonly random?: number;
}

/** What an operation gave. */
export interface Given {
  readonly action?: string;
  readonly writes?: readonly SharedWrite[];
  readonly skipped?: boolean;
}

type WithoutMoment<H> = H extends unknown ? Omit<H, 'at' | 'random'> : never;

/** Starts a run of a flow in the hands of the test. */
export function drive(flow: AnyFlow, options: DriveOptions = {}): Driven {
  const graph = graphOf(flow, options.flows);
  const { input, compensateOnFailure = true, deadlineMs } = options;
  const info = { id: 'run-1', correlationId: 'run-1', tags: [], idempotencyKey: undefined, compensateOnFailure };
  const driven = new Driven(graph, new RunState(info, graph.root, input), options.random ?? 0.5);
  return driven.happen({ type: 'run.start', deadlineMs });
}

/** A flow ready to be executed. */
export function graphOf(flow: AnyFlow, flows: readonly AnyFlow[] = []): Graph {
  const definitions = flows.map(flowDefinitionOf);
  return compile(flowDefinitionOf(flow), (name) => definitions.find((one) => one.name === name));
}

/**
 * A run of which every happening is the test's. Operations and tasks are called by their path; what is in flight, waits or
 * was told can be read as short texts. After each happening the state has to be what its changes add up to.
 */
export class Driven {
  readonly events: RunEvent[] = [];
  readonly changes: Change[] = [];
  readonly effects: Effect[] = [];
  private readonly operations = new Map<number, ExecuteEffect>();
  private readonly ended: ExecuteEffect[] = [];
  private readonly timers = new Map<number, number>();
  private readonly tasks = new Map<string, number>();
  private readonly permits = new Map<number, PermitRequest>();
  /** What was told of the progress of an `each`. */
  readonly progress: BatchProgress[] = [];
  /** Sources of items that are not needed any more. */
  closedSources = 0;
  private at = 1_000_000;

  constructor(
    public graph: Graph,
    readonly state: RunState,
    private readonly random: number,
  ) {}

  happen(coreInput: WithoutMoment<CoreInput>, graph = this.graph): this {
    const full = { ...coreInput, at: this.at, random: this.random } as CoreInput;
    const { changes, effects, events } = transition(graph, this.state, full);
    // One by one: a single transition may give more than fit into the arguments of a call.
    for (const event of events) this.events.push(event);
    for (const change of changes) this.changes.push(change);
    for (const effect of effects) {
      this.effects.push(effect);
      this.perform(effect);
    }
    return this;
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'execute':
        this.operations.set(effect.op, effect);
        return;
      case 'release':
        this.end(effect.op);
        return;
      case 'timer.set':
        this.timers.set(effect.timer, effect.at);
        return;
      case 'timer.clear':
        this.timers.delete(effect.timer);
        return;
      case 'permit.request':
      case 'permit.take':
        this.permits.set(effect.token, effect.permit);
        return;
      case 'permit.release':
        this.permits.delete(effect.token);
        return;
      case 'items.close':
        this.closedSources += 1;
        return;
      case 'progress':
        this.progress.push(effect.progress);
        return;
      case 'task.open':
        this.tasks.set(effect.path, effect.token);
        return;
      case 'task.close':
        this.tasks.delete(effect.path);
        return;
      default:
    }
  }

  private end(op: number): void {
    const effect = this.operations.get(op);
    if (effect) this.ended.push(effect);
    this.operations.delete(op);
  }

  /** Operations in flight: the path, then the phase if it is not `execute`, then the attempt if it is not the first. */
  get flight(): readonly string[] {
    return [...this.operations.values()].map(({ path, phase, attempt }) =>
      [path, phase === 'execute' ? '' : ` ${phase}`, attempt === 1 ? '' : ` @${attempt}`].join(''),
    );
  }

  get status(): string {
    return this.state.status;
  }

  /** Action and value, failure code, or reason with which the run has ended. */
  get ending(): unknown {
    const { ending } = this.state;
    switch (ending?.status) {
      case 'completed':
        return [ending.action, ending.value];
      case 'failed':
        return ending.failure.code;
      default:
        return ending?.reason;
    }
  }

  /** What was told, as `type` or `type path`; of one path or type if it is given. */
  told(about = ''): readonly string[] {
    return this.events
      .map((event) => ('path' in event ? `${event.type} ${event.path}` : event.type))
      .filter((told) => told.includes(about));
  }

  /** What is left until each timer, in ms. */
  get alarms(): readonly number[] {
    return [...this.timers.values()].map((at) => at - this.at).sort((a, b) => a - b);
  }

  /** Paths of the open tasks. */
  get open(): readonly string[] {
    return [...this.tasks.keys()];
  }

  /** Who waits for a slot or holds one, as `line key path state`. */
  get queues(): readonly string[] {
    return [...this.permits].map(([id, { queue, key }]) => {
      const token = this.tokenOf(id);
      return [queue, key, pathOf(token), token.details?.permit?.state].join(' ');
    });
  }

  private tokenOf(id: number): Token {
    const token = this.state.tokens.get(id);
    if (!token) throw new Error(`there is no token ${id}`);
    return token;
  }

  /** Gives the slot that is waited for at a path. */
  grant(path: string): this {
    const [found] = [...this.permits.keys()].filter((id) => pathOf(this.tokenOf(id)) === path);
    if (found === undefined) throw new Error(`nobody waits at ${path}: ${this.queues.join(', ')}`);
    return this.happen({ type: 'permit.granted', token: found });
  }

  /** What the run's store holds under a key. */
  shared(key: string): unknown {
    return readKey(this.state, this.state.root, 0, key)?.value;
  }

  operation(path: string): ExecuteEffect {
    const found = [...this.operations.values()].filter((effect) => effect.path === path);
    const [only] = found;
    if (found.length !== 1 || !only)
      throw new Error(`${found.length} operations at ${path}: ${this.flight.join(', ')}`);
    return only;
  }

  complete(path: string, value?: unknown, { action = 'next', writes, skipped = false }: Given = {}): this {
    const { token, op } = this.operation(path);
    this.end(op);
    return this.happen({ type: 'operation.completed', token, op, action, value, writes, skipped });
  }

  fail(
    path: string,
    code = 'BROKEN',
    hints: { retryable?: boolean; retryAfterMs?: number; retry?: boolean; delayMs?: number; rejected?: boolean } = {},
  ): this {
    const { token, op } = this.operation(path);
    this.end(op);
    const { retry, delayMs, rejected, ...rest } = hints;
    const failure = { name: 'Error', code, message: `${code} at ${path}`, retryable: true, ...rest };
    return this.happen({ type: 'operation.failed', token, op, failure, retry, delayMs, rejected });
  }

  /** Delivers outcomes of all operations that are over. */
  repeatOutcomes(): this {
    for (const { token, op } of this.ended)
      this.happen({
        type: 'operation.completed',
        token,
        op,
        action: 'next',
        value: 'late',
        writes: undefined,
        skipped: false,
      });
    return this;
  }

  /** Lets time pass; what is due meanwhile fires in order. */
  wait(ms: number): this {
    const end = this.at + ms;
    for (;;) {
      const [next] = [...this.timers].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b);
      if (!next) break;
      this.timers.delete(next[0]);
      this.at = Math.max(this.at, next[1]);
      this.happen({ type: 'timer.fired', timer: next[0] });
    }
    this.at = end;
    return this;
  }

  signal(name: string, payload?: unknown): this {
    return this.happen({ type: 'signal.received', name, payload });
  }

  task(path: string): number {
    const token = this.tasks.get(path);
    if (token === undefined) throw new Error(`no task at ${path}: ${this.open.join(', ')}`);
    return token;
  }

  completeTask(path: string, form: unknown = {}): this {
    return this.happen({ type: 'task.completed', token: this.task(path), by: 'anna', form });
  }

  pause(): this {
    return this.happen({ type: 'run.pause' });
  }

  resume(): this {
    return this.happen({ type: 'run.resume' });
  }

  cancel(compensate = false): this {
    return this.happen({ type: 'run.cancel', reason: 'asked', compensate });
  }

  redrive(input?: { readonly value: unknown }): this {
    return this.happen({ type: 'run.redrive', input });
  }

  /** The process dies, or seems to, and another one goes on. */
  recover(limit = 5, { loss = {}, returned }: Partial<CoreInputOf<'run.recover'>> = {}): this {
    this.forget();
    return this.happen({ type: 'run.recover', limit, loss, returned });
  }

  /** Moves the run to another version. Gives whether it was moved. */
  migrate(flow: AnyFlow, map: Readonly<Record<string, string>>): boolean {
    const graph = graphOf(flow);
    const { length } = this.changes;
    this.happen({ type: 'run.migrate', from: this.graph.version, to: graph.version, map }, graph);
    const moved = this.changes.length > length;
    if (moved) this.graph = graph;
    return moved;
  }

  /** A run under another id that goes on from here. */
  fork(): Driven {
    const fork = new Driven(this.graph, this.copy('run-2'), this.random);
    fork.at = this.at;
    fork.changes.push(...recordsOf(fork.state));
    return fork.happen({ type: 'run.fork', from: 'run-1', seq: this.state.seq });
  }

  private copy(id: string): RunState {
    const changes = JSON.parse(JSON.stringify(recordsOf(this.state))) as readonly Change[];
    const records = new RecordSet().apply(changes);
    if (records.info) records.info = { ...records.info, id };
    return hydrate(this.graph, records);
  }

  /** Begins the changes again with the state as it is, where a long run would collect too many. */
  forgetChanges(): this {
    this.changes.length = 0;
    this.changes.push(...recordsOf(this.state));
    return this;
  }

  private forget(): void {
    for (const op of [...this.operations.keys()]) this.end(op);
    this.timers.clear();
    this.permits.clear();
  }

  /** The state as records, and what the changes add up to as records: they have to be equal. */
  get accounts(): readonly [readonly Change[], readonly Change[]] {
    return [recordsOf(this.state), recordsOf(fold(this.graph, this.changes))];
  }
}
