import { type AnyFlow, type DurableEngine, MillraceError, RunFailedError, type StepContext } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import type { RunStatus } from '../../../../src/core';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';
import { PayloadCodec } from '../../../../src/storage/payloads';
import type { Storage } from '../../../../src/storage/port';
import { eventsOf } from '../../../../src/storage/records';
import type { FaultyStorage } from '../../../../src/testing/simulation/storage/faulty-storage';
import { type Death, type Fault, faultyStorage, mortalStorage } from './failing-storage';

/** What the steps of one engine use to note that they are executed. */
export type Note = (ctx: Pick<StepContext, 'idempotencyKey'>, what?: string) => void;

/** A piece of work that is done with an engine and the one after it. */
export interface Scenario {
  readonly name: string;
  readonly flows: (note: Note) => readonly AnyFlow[];
  /** Starts runs and sends them things; gives the ids of the runs. */
  readonly drive: (world: World) => Promise<readonly string[]>;
  readonly outcomes: readonly unknown[];
  /** Whether one step follows another, so that each execution shows that everything before it is over. */
  readonly sequential?: boolean;
  /** Only every so many calls are tried. */
  readonly stride?: number;
}

export interface Report {
  readonly outcomes: readonly unknown[];
  /** What was executed, without what was executed again at once. */
  readonly executed: readonly string[];
  /** What was executed although it had been committed. */
  readonly again: readonly string[];
  readonly events: readonly (readonly number[])[];
  readonly open: readonly string[];
  readonly calls: number;
  /** What callers were told whose requests were not answered. */
  readonly refusals: readonly string[];
  /** Timers that are left when all engines have been stopped. */
  readonly timers: number;
}

const codec = new PayloadCodec({}, []);
const SECOND = 1000;
const LONGEST = 400;

/** A storage and the engines that work with it one after another, or at the same time. */
export class World {
  readonly clock = new VirtualClock({ start: 1_000_000 });
  readonly storage: Storage;
  readonly engines: DurableEngine[] = [];
  /** What each engine has registered. */
  readonly flows = new Map<DurableEngine, readonly AnyFlow[]>();
  private readonly refusals: string[] = [];
  private readonly log: string[] = [];
  private readonly again: string[] = [];
  private readonly committed = new Set<string>();
  private readonly ids = new Map<number, string>();
  private mortal: FaultyStorage | undefined = undefined;
  private heir: Promise<DurableEngine> | undefined = undefined;

  constructor(readonly scenario: Scenario) {
    const storage = memoryStorage();
    this.storage = {
      ...storage,
      create: async (request) => {
        const results = await storage.create(request);
        for (const result of results) if (!('error' in result)) this.ids.set(result.key, result.id);
        return results;
      },
      commit: async (request) => {
        const results = await storage.commit(request);
        results.forEach((result, index) => {
          const one = request.commits[index];
          if (result === 'committed' && one?.entry) this.note(this.ids.get(one.run) ?? '', one.entry);
        });
        return results;
      },
    };
  }

  engine(storage: Storage, alive: () => boolean = () => true): DurableEngine {
    const note: Note = ({ idempotencyKey }, what = '') => {
      if (!alive()) return;
      const key = `${idempotencyKey} ${what}`.trim();
      if (this.committed.has(key)) this.again.push(key);
      if (this.log.at(-1) !== key) this.log.push(key);
    };
    const flows = this.scenario.flows(note);
    const engine = createStorageEngine({ storage, clock: this.clock, random: () => 0.5, flows });
    this.engines.push(engine);
    this.flows.set(engine, flows);
    return engine;
  }

  mortalEngine(death: Death): DurableEngine {
    const mortal = mortalStorage(this.storage, this.clock, death);
    this.mortal = mortal;
    return this.engine(mortal.storage, () => !mortal.dead);
  }

  /** An engine that works beside the one that dies, and lives on. */
  async companion(): Promise<void> {
    const engine = this.engine(this.storage);
    await engine.ready();
    this.heir = Promise.resolve(engine);
  }

  /** Does something with the first engine and, if it dies before it has answered, again with the next. */
  async ask<T>(question: (engine: DurableEngine) => Promise<T>): Promise<T> {
    const { mortal } = this;
    const [first] = this.engines;
    if (!first) throw new Error('there is no engine');
    if (!mortal) return this.insist(() => question(first));
    const answer = mortal.dead ? undefined : await Promise.race([question(first).then((it) => [it]), mortal.died]);
    if (answer) return answer[0] as T;
    return question(await this.next());
  }

  /** Asks until there is an answer, as a caller does who has an idempotency key. */
  private async insist<T>(question: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await question();
      } catch (error) {
        this.refusals.push(MillraceError.is(error) ? error.code : String(error));
        await this.clock.settle();
      }
    }
  }

  /** The engine that goes on when the lease of the dead one is over. */
  private next(): Promise<DurableEngine> {
    this.heir ??= this.clock.advance(20 * SECOND).then(async () => {
      const engine = this.engine(this.storage);
      await engine.ready();
      return engine;
    });
    return this.heir;
  }

  /** Lets time pass until something is done. */
  async while<T>(work: Promise<T>): Promise<T> {
    const ends = { done: false };
    const end = (): void => {
      ends.done = true;
    };
    work.then(end, end);
    await this.clock.settle();
    while (!ends.done) await this.clock.advance(50);
    return work;
  }

  async report(ids: readonly string[]): Promise<Report> {
    for (let second = 0; second < LONGEST; second += 1) {
      await this.clock.settle();
      if (this.mortal?.dead) await this.next();
      const { items } = await this.storage.list({ status: UNENDED, order: 'oldest', limit: 100 });
      if (items.length === 0) break;
      await this.clock.advance(SECOND);
    }
    const { items } = await this.storage.list({ order: 'oldest', limit: 100 });
    const open = items.filter(({ head }) => UNENDED.includes(head.status)).map(({ origin }) => origin.id);
    const events: number[][] = [];
    for (const row of items) {
      const entries = await this.storage.journal({ run: row.key });
      events.push(entries.flatMap((entry) => eventsOf(codec, entry, row.origin).map(({ seq }) => seq)));
    }
    const calls = this.mortal?.calls ?? 0;
    const outcomes = open.length > 0 ? [] : await Promise.all(ids.map((id) => this.outcome(id)));
    // The dead one is not stopped: what it has left on the clock belongs to nobody.
    for (const engine of this.mortal ? this.engines.slice(1) : this.engines)
      await this.while(engine.stop({ graceMs: 0 }));
    const { log: executed, again, refusals } = this;
    return { outcomes, executed, again, events, open, calls, refusals, timers: this.clock.pending };
  }

  private async outcome(id: string): Promise<unknown> {
    const reader = createStorageEngine({
      storage: this.storage,
      clock: this.clock,
      flows: this.scenario.flows(() => undefined),
    });
    const value = await (await reader.get(id))
      ?.result()
      .catch((error: unknown) =>
        error instanceof RunFailedError ? { failed: error.failure.message } : { error: String(error) },
      );
    await reader.stop();
    return value;
  }

  private note(id: string, entry: Parameters<typeof eventsOf>[1]): void {
    const origin = {
      id,
      flow: '',
      version: '',
      hash: '',
      correlationId: '',
      idempotencyKey: undefined,
      tags: [],
      createdAt: 0,
    };
    for (const event of eventsOf(codec, entry, origin)) {
      if (event.type === 'step.completed') this.committed.add(`${id}:${event.path}`);
    }
  }
}

const UNENDED: readonly RunStatus[] = ['pending', 'running', 'waiting', 'paused'];

/** Does a scenario with an engine that dies at some point, and with the next one. */
export async function crashed(scenario: Scenario, death: Death): Promise<Report> {
  const world = new World(scenario);
  world.mortalEngine(death);
  return world.report(await scenario.drive(world));
}

/** The same with another engine on the storage from the start. */
export async function outlived(scenario: Scenario, death: Death): Promise<Report> {
  const world = new World(scenario);
  world.mortalEngine(death);
  await world.companion();
  return world.report(await scenario.drive(world));
}

/** Does a scenario with one engine whose storage does to its first calls what is given, and keeps its promises from then on. */
export async function troubled(scenario: Scenario, faults: readonly Fault[]): Promise<Report> {
  const world = new World(scenario);
  const faulty = faultyStorage(world.storage, world.clock, faults);
  world.engine(faulty.storage);
  const report = await world.report(await world.while(scenario.drive(world)));
  return { ...report, timers: report.timers - faulty.timers };
}
