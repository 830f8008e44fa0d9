import { toFailure } from '../../errors';
import { FlowRegistry, plainFactory, TurnScheduler } from '../../execution';
import type { AnyFlow } from '../../flow';
import { Resilience } from '../../resilience';
import { directoryOf } from '../../resilience/guards';
import { PayloadCodec } from '../../storage/payloads';
import { ProcessHold } from '../driver/process-hold';
import { RunDriver } from '../driver/run-driver';
import { EngineFace } from '../face/engine-face';
import type { Engine } from '../port/engine';
import type { BaseEngineOptions, StartOptions } from '../port/engine-options';
import type { Run } from '../port/run';
import { clockOf } from '../requests/options/clock-of';
import { requireInteger } from '../requests/require-integer';
import { DEFAULT_RETAINED_EVENTS, DEFAULT_RETAINED_RUNS } from '../streams/run-streams';
import { StreamHub } from '../streams/stream-hub';
import { MemoryBackend, stoppedError } from './memory-backend';
import type { MemoryRun } from './memory-run';
import { MemoryTaskRepository } from './memory-task-repository';
import { RunOutcomes } from './run-outcomes';
import { RunQueues } from './run-queues';
import { RunStarter } from './run-starter';
import { RunTable } from './run-table';
import { TaskIndex } from './task-index';

/** The options of a memory engine: those of every engine and a hook for a test harness. */
export interface MemoryEngineOptions extends BaseEngineOptions {
  /** Called before flows are registered. An error it throws prevents the registration. */
  readonly beforeRegistering?: ((flows: readonly AnyFlow[]) => void) | undefined;
}

/** A memory engine with the functions that a test harness needs. */
export interface MemoryEngine {
  readonly engine: Engine;
  /** Starts a run of a flow of unknown type. */
  readonly launch: (flow: AnyFlow | string, input: unknown, options?: StartOptions) => Promise<Run>;
  /** Sends a signal of unknown type. */
  readonly deliver: EngineFace['deliver'];
  /** Registers flows synchronously. */
  readonly add: (flows: readonly AnyFlow[]) => void;
  /** Returns the number of operations that are executing, excluding those that wait for a guard. */
  readonly executing: () => number;
  /** Returns the committed values of a run's shared store; `undefined` if there is no such run. */
  readonly shared: (runId: string) => Readonly<Record<string, unknown>> | undefined;
}

/** Creates an engine that runs flows in this process and keeps the runs in memory. */
export function createMemoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  const { random = Math.random, factory = plainFactory, strict = false, flows = [] } = options;
  const {
    retainedEvents = DEFAULT_RETAINED_EVENTS,
    retainedRuns = DEFAULT_RETAINED_RUNS,
    compensateOnFailure = true,
  } = options;
  const clock = clockOf(options);
  const resilience = options.resilience ?? new Resilience({ clock, random });
  const guards = directoryOf(resilience);
  const comparing = new PayloadCodec(options);
  const codec = strict ? comparing : undefined;
  const registry = new FlowRegistry(factory, guards, comparing);
  const streams = new StreamHub(clock, requireInteger(retainedEvents, 'retainedEvents', 'createEngine()'));
  const runs = new RunTable(requireInteger(retainedRuns, 'retainedRuns', 'createEngine()'));
  const queues = new RunQueues();
  const index = new TaskIndex();
  const hold = ProcessHold.of(clock, options.keepAlive);
  const outcomes = new RunOutcomes({ runs, queues, streams, hold });
  const driver = new RunDriver<MemoryRun>({
    clock,
    turns: new TurnScheduler(clock),
    random,
    factory,
    guards,
    codec,
    streams,
    queues,
    tasks: index,
    onEnd: outcomes.end,
    onHookFailure: (run, error) => {
      streams.publishEngineEvent({ type: 'hook.failed', at: clock.now(), runId: run.id, failure: toFailure(error) });
    },
  });
  const starter = new RunStarter({ runs, queues, streams, driver, hold, compensateOnFailure, codec: comparing });
  const tasks = new MemoryTaskRepository(index, runs, driver, comparing);
  const backend = new MemoryBackend({ runs, streams, driver, starter, outcomes, tasks, hold, codec: comparing });
  const { authorize, beforeRegistering } = options;
  const parts = { backend, clock, registry, streams, guards: resilience, codec, authorize, stoppedError };
  const engine = new EngineFace({ ...parts, beforeRegistering });
  engine.add(flows);
  return {
    engine,
    launch: (flow, input, startOptions) => engine.launch(flow, input, startOptions),
    deliver: (...sent) => engine.deliver(...sent),
    add: (more) => {
      engine.add(more);
    },
    executing: () => driver.atWork,
    shared: (runId) => backend.shared(runId),
  };
}
