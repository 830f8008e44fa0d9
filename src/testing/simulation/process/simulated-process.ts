import { type Engine, makeEngine } from '../../../engine';
import type { Clock } from '../../../step';
import type { Lease, Storage } from '../../../storage/port';
import { ClockDelayTimer } from '../../doubles/clock-delay-timer';
import type { DoubleRegistry } from '../../doubles/double-registry';
import { resolveStepFactory } from '../../harness/resolve-factory';
import type { Fault, FaultKind } from '../faults/fault';
import { FaultySteps, type StepFaults } from '../faults/faulty-steps';
import type { EngineFactoryOptions } from '../setup';
import { callName } from '../storage/call-name';
import { FaultyStorage, type StorageFaults } from '../storage/faulty-storage';
import type { StorageCall } from '../storage/through';
import { LEASE_MS, ProcessClock } from './process-clock';

/** What the processes of one simulated run have in common. */
export interface ProcessEnvironment {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly doubles: DoubleRegistry;
  readonly trouble: StepFaults;
  /** What an engine is made of, anew for each process. */
  readonly setup: () => EngineFactoryOptions;
}

const AT_STORAGE: readonly FaultKind[] = ['crash', 'storage error', 'storage delay'];

/** A process with one engine in it, which may die at any call to the storage. */
export class SimulatedProcess {
  readonly engine: Engine;
  readonly stage: ClockDelayTimer;
  private readonly clock: ProcessClock;
  private readonly troubled: FaultyStorage;
  private readonly steps: FaultySteps;
  private readonly leases: Lease[] = [];
  private readonly storage: Storage;
  /** Puts back what was changed in its container. */
  readonly restore: () => void;

  constructor({ clock, storage, doubles, trouble, setup }: ProcessEnvironment, onDeath: () => void) {
    this.clock = new ProcessClock(clock);
    this.stage = new ClockDelayTimer(() => this.clock);
    this.storage = storage;
    this.troubled = new FaultyStorage(this.noted(storage), this.clock, (call) => this.befalls(call, trouble));
    this.steps = new FaultySteps(this.clock, () => this.isDead, trouble);
    const { container, bindings, isPlayed, ...options } = setup();
    const random = trouble.random.next;
    const player: Pick<DoubleRegistry, 'of'> = { of: (place, real) => this.steps.of(place, doubles.of(place, real)) };
    const { restore, ...furniture } = resolveStepFactory({ container, bindings, random }, this.clock, player, isPlayed);
    this.restore = restore;
    this.engine = makeEngine({
      ...options,
      ...furniture,
      random,
      clock: this.clock,
      storage: this.troubled.storage,
      lease: LEASE_MS,
    });
    void this.died.then(() => {
      this.clock.die();
      onDeath();
    });
  }

  get isDead(): boolean {
    return this.troubled.dead;
  }

  get died(): Promise<void> {
    return this.troubled.died;
  }

  /** Whether something is being done that does not wait for the clock. */
  get isBusy(): boolean {
    return !this.isDead && this.steps.working + this.troubled.underWay > this.stage.waiting;
  }

  /** How many timers its engine and its steps have set. */
  get timers(): number {
    return this.clock.pending - this.troubled.timers;
  }

  /** Lets its leases end, as they would some time after its death. */
  async endLeases(): Promise<void> {
    for (const lease of this.leases.splice(0)) await this.storage.closeLease({ lease });
  }

  private befalls(call: StorageCall, { nameOf, strike }: StepFaults): StorageFaults {
    const fault = strike(nameOf(callName(call)), AT_STORAGE);
    return fault ? troubleOf(fault) : 'none';
  }

  /** The same storage; the leases that it gives are known even if the answer is lost. */
  private noted(storage: Storage): Storage {
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

function troubleOf({ kind, side }: Fault): StorageFaults {
  if (kind === 'crash') return `crash ${side}`;
  if (kind === 'storage error') return side;
  return side === 'before' ? 'slow' : 'late';
}
