import type { RunEvent } from '../../../core';
import type { Engine } from '../../../engine';
import { MillraceError } from '../../../errors';
import { memoryStorage } from '../../../storage/memory';
import type { Storage } from '../../../storage/port';
import { VirtualClock } from '../../clock/virtual-clock';
import { checkDoubles, isFullyDoubled } from '../../doubles/check-doubles';
import { DoubleRegistry } from '../../doubles/double-registry';
import { doubleSpecOf } from '../../doubles/step-double';
import { type SentSignal, sentOf } from '../../harness/sent-signal';
import { listed } from '../../listed';
import { answerOf, type ScriptedAnswer } from '../../people/answer-task';
import { checkAnswers } from '../../people/check-answers';
import { People } from '../../people/people';
import { RunTrace } from '../../trace/run-trace';
import type { Fault, FaultKind } from '../faults/fault';
import type { FaultPlan } from '../faults/fault-plan';
import { Names } from '../names';
import type { Evidence, Leftovers, Result } from '../rules/rule';
import type { SeededRandom } from '../seeded-random';
import type { EngineFactoryOptions } from '../setup';
import type { SimulatedFlow } from '../simulated-flow';
import type { LogEntry } from '../simulation-log';
import type { FromFixture } from '../simulation-options';
import { StorageRecorder } from '../storage/storage-recorder';
import { ProcessChain } from './process-chain';

/** The id of the only run of a simulation. */
const RUN = 'simulated';
/** Maximum number of executions and storage calls, after which a run counts as endless. */
const MAX_EFFORTS = 30_000;
/** Maximum delay of answers and signals, in ms. */
const MAX_DELAY_MS = 100;
/** Codes of answers and signals that come too late, as they do if a run fails. */
const TOO_LATE = ['RUN_FINISHED', 'TASK_CLOSED', 'TASK_UNKNOWN'] as const;

/** One run, the sequence of processes that execute it, and the answers and signals from outside. */
export class SimulationRun {
  private readonly moments: LogEntry[] = [];
  private readonly names = new Names();
  private readonly clock: VirtualClock;
  private readonly storage: Storage;
  private readonly recorder: StorageRecorder;
  private readonly trace: RunTrace;
  private readonly processes: ProcessChain;
  private readonly people: People;
  private calls = 0;
  private efforts = 0;
  /** The problem that is not the result of an injected fault. */
  private problem: { readonly error: unknown } | undefined = undefined;

  constructor(
    private readonly simulated: SimulatedFlow,
    private readonly fixture: unknown,
    private readonly random: SeededRandom,
    private readonly plan: FaultPlan,
  ) {
    const { options, graph, graphs, codec } = simulated;
    const { start, patience, storage = memoryStorage } = options;
    this.clock = new VirtualClock({ start, patience, isBusy: () => this.processes.latest.isBusy });
    this.trace = new RunTrace(RUN, graph);
    this.storage = storage();
    this.recorder = new StorageRecorder(this.storage, codec, {
      onEvent: (event) => {
        this.onEvent(event);
      },
      onViolation: (message) => this.moments.push({ type: 'breach', message }),
    });
    const parts = listed(this.made(options.steps) ?? [], 'steps').map(doubleSpecOf);
    checkDoubles(parts, graphs.all());
    const doubles = new DoubleRegistry(
      parts,
      { wait: (delay, signal) => this.processes.latest.delayTimer.wait(delay, signal) },
      (begun) => {
        this.calls += 1;
        this.trace.begin(begun, this.calls);
      },
    );
    this.processes = new ProcessChain(
      {
        clock: this.clock,
        storage: this.recorder.storage,
        doubles,
        setup: () => this.setup((step) => isFullyDoubled(step, parts, graphs.all())),
        faults: {
          random,
          inject: this.inject,
          nameOf: (what) => this.names.next(what),
          placeOf: (at) => graphs.of(at.flow, at.version).places.get(at.place),
          isFallible: simulated.isFallible,
          onExecution: (execution) => this.moments.push({ type: 'execution', ...execution }),
        },
      },
      this.clock,
      { onProcessRestart: () => this.moments.push({ type: 'restart' }), onProblem: this.onProblem },
    );
    const tasks = {
      list: (filter) => this.processes.request((engine) => engine.tasks.list(filter)),
      complete: async (id, completion) => {
        await this.pause(`answer ${id}`);
        const answer = { ...completion, idempotencyKey: id };
        const task = await this.processes.request((engine) => engine.tasks.complete(id, answer));
        this.moments.push({ type: 'acknowledged', task: id });
        return task;
      },
    } satisfies ConstructorParameters<typeof People>[1];
    this.people = new People(this.answers(), tasks, this.clock, this.onProblem);
  }

  /** Starts the run, and advances the clock until it has ended. */
  async execute(): Promise<Evidence> {
    const { trace, moments } = this;
    try {
      this.processes.begin();
      this.start().catch(this.onProblem);
      const signals = listed(this.made(this.simulated.options.signals) ?? [], 'signals').map(sentOf);
      signals.forEach((sent, index) => {
        this.send(sent, `signal ${index + 1}`);
      });
      await this.passUntil(() => trace.isOver);
      this.plan.stop();
      const leftovers = trace.isOver ? await this.leftovers() : undefined;
      return { trace, moments, leftovers };
    } finally {
      this.processes.restore();
    }
  }

  private answers(): readonly ScriptedAnswer[] {
    const { options, graphs } = this.simulated;
    const answers = listed(this.made(options.answers) ?? [], 'answers').map(answerOf);
    checkAnswers(answers, graphs.all());
    return answers;
  }

  private start(): Promise<unknown> {
    const { flow, options } = this.simulated;
    const { shared } = options;
    const input = this.made(options.input) as never;
    return this.processes.request((engine) => engine.start(flow, input, { id: RUN, idempotencyKey: RUN, shared }));
  }

  private send({ signal, payload, afterMs }: SentSignal, idempotencyKey: string): void {
    this.clock.setTimer(afterMs, () => {
      this.pause(idempotencyKey)
        .then(() =>
          this.processes.request((engine) =>
            engine.signal({ runId: RUN }, signal, payload as never, { idempotencyKey }),
          ),
        )
        .catch(this.onProblem);
    });
  }

  /** Returns the remains of the run after its last engine has stopped. */
  private async leftovers(): Promise<Leftovers> {
    const { storage, recorder } = this;
    const result = await this.driven('run.result()', this.processes.request(resultOf));
    const { engine } = this.processes.latest;
    await this.driven('engine.stop()', engine.stop({ graceMs: 0 }));
    const row = await storage.find({ run: { id: RUN } });
    if (!row) throw new Error('the storage has no such run');
    const { key: run, head } = row;
    const journal = await storage.journal({ run });
    const kept = new Map(journal.map(({ no, body }) => [no, body]));
    const acknowledged = recorder.journalOf(run);
    const { items } = await storage.tasks({ runId: RUN, limit: 100, withAnswered: true });
    return {
      result,
      openTasks: items.length,
      unreadMessages: (await storage.messages({ run, after: 0 })).length,
      wakesAt: head.wakeAt,
      isOwned: recorder.isOwned(run),
      timers: this.processes.latest.timers,
      lostEntries: acknowledged.filter(({ no, body }) => kept.get(no) !== body).map(({ no }) => no),
    };
  }

  private readonly inject = (at: string, kinds: readonly FaultKind[]): Fault | undefined => {
    this.efforts += 1;
    // Stops a process that calls the storage endlessly, since nothing else would run.
    if (this.isEndless && kinds.includes('crash')) return { kind: 'crash', side: 'before', at };
    const fault = this.plan.inject(at, kinds);
    if (fault) this.moments.push({ type: 'fault', fault });
    return fault;
  };

  private onEvent(event: RunEvent): void {
    this.moments.push({ type: 'event', event });
    this.trace.onEvent(event);
    if (event.type !== 'task.created') return;
    const place = this.simulated.graphs.of(event.flow, event.version).places.get(event.place);
    if (place) this.people.schedule(event, place);
  }

  private setup(isReplaced: EngineFactoryOptions['isReplaced']): EngineFactoryOptions {
    const { options, flows } = this.simulated;
    const { classCodecs, maxPayload, authorize, compensateOnFailure } = options;
    const container = this.made(options.container);
    const bindings = this.made(options.bindings);
    return {
      classCodecs,
      maxPayload,
      authorize,
      compensateOnFailure,
      container,
      bindings,
      flows,
      isReplaced: isReplaced,
    };
  }

  /** Advances the clock until a promise has settled. Resolves with `undefined` if it never does. */
  private async driven<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    const state = { settled: false };
    const settle = (): void => {
      state.settled = true;
    };
    work.then(settle, settle);
    await this.passUntil(() => state.settled);
    if (state.settled) return work;
    this.moments.push({ type: 'silence', what });
    return undefined;
  }

  private async passUntil(condition: () => boolean): Promise<void> {
    await this.clock.runUntil(() => this.problem !== undefined || this.isEndless || condition());
    if (this.problem) throw this.problem.error;
  }

  private get isEndless(): boolean {
    return this.efforts > MAX_EFFORTS;
  }

  private pause(name: string): Promise<void> {
    const ms = Math.ceil(this.random.random(`delay ${name}`) * MAX_DELAY_MS);
    return new Promise((resolve) => {
      this.clock.setTimer(ms, resolve);
    });
  }

  private readonly onProblem = (error: unknown): void => {
    if (TOO_LATE.some((code) => MillraceError.is(error, code))) return;
    this.problem ??= { error };
  };

  private made<T>(given: FromFixture<T, unknown> | undefined): T | undefined {
    return isMaker(given) ? given(this.fixture, this.random.next) : given;
  }
}

/** Whether an option is a function that returns its value. No option has a function as its value. */
function isMaker<T>(
  given: FromFixture<T, unknown> | undefined,
): given is (fixture: unknown, random: () => number) => T {
  return typeof given === 'function';
}

async function resultOf(engine: Engine): Promise<Result> {
  const run = await engine.get(RUN);
  if (!run) return { error: new Error('the engine has no such run') };
  return run.result().then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
