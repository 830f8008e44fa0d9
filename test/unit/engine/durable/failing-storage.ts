import type { Clock } from 'millrace';
import type { Storage } from '../../../../src/storage/port';
import { FaultyStorage, type StorageFaults } from '../../../../src/testing/simulation/storage/faulty-storage';

/** Where an engine dies: before a call reaches the storage, or after it is done and before its answer comes. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** The storage as an engine sees it that dies: nothing of it gets through any more. */
export function mortalStorage(storage: Storage, clock: Clock, { call, when }: Death): FaultyStorage {
  return new FaultyStorage(storage, clock, (_, number) => (number === call ? `crash ${when}` : 'none'));
}

/** What a bad storage does to a call, without an end of the one who calls. */
export type Fault = Exclude<StorageFaults, `crash ${string}`>;

/** A storage that does to its first calls what it is told, and keeps its promises from then on. */
export function faultyStorage(storage: Storage, clock: Clock, faults: readonly Fault[]): FaultyStorage {
  return new FaultyStorage(storage, clock, (_, number) => faults[number - 1] ?? 'none');
}

/** The same, by the name of what is called. */
export function faultyAt(storage: Storage, clock: Clock, fault: (method: string) => Fault): FaultyStorage {
  return new FaultyStorage(storage, clock, ({ method }) => fault(method));
}
