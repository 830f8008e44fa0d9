import { type Engine, makeEngine } from '../../../engine';
import type { Clock } from '../../../step';
import type { StorageCall } from '../../../storage/adapter-kit';
import type { Lease, Storage } from '../../../storage/port';
import { ClockDelayTimer } from '../../doubles/clock-delay-timer';
import type { DoubleRegistry } from '../../doubles/double-registry';
import { resolveStepFactory } from '../../harness/resolve-factory';
import type { Fault, FaultKind } from '../faults/fault';
import { FaultySteps, type StepFaults } from '../faults/faulty-steps';
import type { EngineFactoryOptions } from '../setup';
import { callName } from '../storage/call-name';
import { FaultyStorage, type StorageFaults } from '../storage/faulty-storage';
import { LEASE_MS, ProcessClock } from './process-clock';

/** The environment that the processes of one simulated run share. */
export interface ProcessEnvironment {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly doubles: DoubleRegistry;
  readonly faults: StepFaults;
  /** Returns the parts of an engine, new for each process. */
  readonly setup: () => EngineFactoryOptions;
}

const AT_STORAGE: readonly FaultKind[] = ['crash', 'storage error', 'storage delay'];

/** A process with one engine. It may die at any call to the storage. */
export class SimulatedProcess {
  readonly engine: Engine;
  readonly delayTimer: ClockDelayTimer;
  private readonly clock: ProcessClock;
  private readonly faultyStorage: FaultyStorage;
  private readonly steps: FaultySteps;
  private readonly leases: Lease[] = [];
  private readonly storage: Storage;
  /** Restores the bindings of its container. */
  readonly restore: () => void;

  constructor({ clock, storage, doubles, faults, setup }: ProcessEnvironment, onDeath: () => void) {
    this.clock = new ProcessClock(clock);
    this.delayTimer = new ClockDelayTimer(() => this.clock);
    this.storage = storage;
    this.faultyStorage = new FaultyStorage(this.recordLeases(storage), this.clock, (call) =>
      this.faultFor(call, faults),
    );
    this.steps = new FaultySteps(this.clock, () => this.isDead, faults);
    const { container, bindings, isReplaced, ...options } = setup();
    const random = faults.random.next;
    const registry: Pick<DoubleRegistry, 'of'> = { of: (place, real) => this.steps.of(place, doubles.of(place, real)) };
    const { restore, ...factoryOptions } = resolveStepFactory(
      { container, bindings, random },
      this.clock,
      registry,
      isReplaced,
    );
    this.restore = restore;
    this.engine = makeEngine({
      ...options,
      ...factoryOptions,
      random,
      clock: this.clock,
      storage: this.faultyStorage.storage,
      lease: LEASE_MS,
    });
    void this.died.then(() => {
      this.clock.die();
      onDeath();
    });
  }

  get isDead(): boolean {
    return this.faultyStorage.dead;
  }

  get died(): Promise<void> {
    return this.faultyStorage.died;
  }

  /** Whether there is work in progress that does not wait for the clock. */
  get isBusy(): boolean {
    return !this.isDead && this.steps.working + this.faultyStorage.inProgress > this.delayTimer.waiting;
  }

  /** The number of pending timers of its engine and its steps. */
  get timers(): number {
    return this.clock.pending - this.faultyStorage.timers;
  }

  /** Ends its leases, which would otherwise expire some time after its death. */
  async endLeases(): Promise<void> {
    for (const lease of this.leases.splice(0)) await this.storage.closeLease({ lease });
  }

  private faultFor(call: StorageCall, { nameOf, inject }: StepFaults): StorageFaults {
    const fault = inject(nameOf(callName(call)), AT_STORAGE);
    return fault ? storageFaultOf(fault) : 'none';
  }

  /** Wraps a storage, so that its leases are known even if a response is lost. */
  private recordLeases(storage: Storage): Storage {
    return {
      ...storage,
      openLease: async (request) => {
        const lease = await storage.openLease(request);
        this.leases.push(lease);
        return lease;
      },
    };
  }
}

function storageFaultOf({ kind, side }: Fault): StorageFaults {
  if (kind === 'crash') return `crash ${side}`;
  if (kind === 'storage error') return side;
  return side === 'before' ? 'slow' : 'late';
}
