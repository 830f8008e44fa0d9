import type { Ending, RunEvent } from '../../../core';
import type { RunKey } from '../../../storage/port';
import type { RefusedWrite } from '../journal/refused-write';
import type { OwnedRun } from './owned-run';

/** The event that a run has failed. */
export type RunFailedEvent = Extract<RunEvent, { readonly type: 'run.failed' }>;

/** The events about the runs that an engine owns and about its lease. */
export interface OwnershipEventTable {
  /** A run was committed. */
  readonly committed: (run: OwnedRun) => void;
  /** A run has ended, and its last commit is written. */
  readonly ended: (run: OwnedRun, ending: Ending) => void;
  /** A run was released by this engine. */
  readonly released: (run: OwnedRun) => void;
  /** Another engine owns a run, or the result of its last commit is unknown. */
  readonly lost: (run: OwnedRun, cause: Error | undefined) => void;
  /** A commit can never be written. */
  readonly refused: (run: OwnedRun, refusal: RefusedWrite) => void;
  /** A run was failed because its stored data cannot be read. */
  readonly broken: (key: RunKey, event: RunFailedEvent) => void;
  /** The lease was ended, and with it the ownership of all runs. */
  readonly leaseLost: () => void;
  /** A new lease was opened, in the place of the one that was ended. */
  readonly leaseRegained: () => void;
  /** This engine has ended the lease of another. */
  readonly leaseEnded: (engine: string) => void;
  /** The clock of another engine differs from this one's, by at least so many ms. */
  readonly skewNoticed: (engine: string, skewMs: number) => void;
  /** The storage and the engine agree again on which runs the engine owns. */
  readonly reconciled: () => void;
  /** A request to the storage failed that no caller waits for. */
  readonly failed: (error: unknown) => void;
}

type EventName = keyof OwnershipEventTable;

/**
 * Carries ownership events between the parts of an engine. Listeners are called in the order in which they subscribed.
 */
export class OwnershipEvents {
  private readonly listeners: { readonly [Name in EventName]: OwnershipEventTable[Name][] } = {
    committed: [],
    ended: [],
    released: [],
    lost: [],
    refused: [],
    broken: [],
    leaseLost: [],
    leaseRegained: [],
    leaseEnded: [],
    skewNoticed: [],
    reconciled: [],
    failed: [],
  };

  on<Name extends EventName>(name: Name, listener: OwnershipEventTable[Name]): void {
    this.listeners[name].push(listener);
  }

  emit<Name extends EventName>(name: Name, ...args: Parameters<OwnershipEventTable[Name]>): void {
    for (const listener of this.listeners[name]) call(listener, args);
  }
}

/** The one cast: the compiler does not see that a listener takes the arguments of its own event. */
function call(listener: unknown, args: readonly unknown[]): void {
  (listener as (...args: readonly unknown[]) => void)(...args);
}
