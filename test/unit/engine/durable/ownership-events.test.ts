import { flowOf, fn } from 'millrace';
import { RunState } from '../../../../src/core';
import { OwnedRun } from '../../../../src/engine/durable/ownership/owned-run';
import { OwnershipEvents, type OwnershipEventTable } from '../../../../src/engine/durable/ownership/ownership-events';
import { JournalPosition } from '../../../../src/engine/store-backend/journal/journal-position';
import { toFailure } from '../../../../src/errors';
import { compile, flowDefinitionOf } from '../../../../src/flow';

type Name = keyof OwnershipEventTable;
type Arguments = { readonly [N in Name]: Parameters<OwnershipEventTable[N]> };

const graph = compile(
  flowDefinitionOf(
    flowOf(
      'owned',
      fn('work', (n: number) => n),
    ),
  ),
  () => undefined,
);
const info = { id: 'run-1', correlationId: 'run-1', tags: [], idempotencyKey: undefined, compensateOnFailure: true };
const run = new OwnedRun(
  { graph, number: 0 },
  new RunState(info, graph.root, 1),
  new JournalPosition(1, { rev: 1, no: 0, checkpoint: 0 }),
);
const error = new Error('no');

/** Arguments for every event: the compiler names one that is missing. */
const ARGUMENTS = {
  committed: [run],
  ended: [run, { status: 'completed', action: 'next', value: 7 }],
  released: [run],
  lost: [run, error],
  refused: [run, { error, operation: { token: 1, op: 2 } }],
  broken: [
    1,
    {
      v: 1,
      seq: 1,
      type: 'run.failed',
      runId: 'run-1',
      flow: 'owned',
      version: '1.0.0',
      correlationId: 'run-1',
      at: 0,
      data: { failure: toFailure(error) },
    },
  ],
  leaseLost: [],
  leaseRegained: [],
  leaseEnded: ['engine'],
  skewNoticed: ['engine', 5000],
  reconciled: [],
  failed: [error],
} satisfies Arguments;

const NAMES = Object.keys(ARGUMENTS) as readonly Name[];

/** Subscribes to an event. Records each call with the listener's label. */
function listen(events: OwnershipEvents, name: Name, calls: unknown[], label: string): void {
  events.on(name, (...args: readonly unknown[]) => {
    calls.push([label, ...args]);
  });
}

/** The one cast: the compiler does not see that a name and its arguments belong together. */
function emit(events: OwnershipEvents, name: Name): void {
  (events.emit as (name: Name, ...args: readonly unknown[]) => void).call(events, name, ...ARGUMENTS[name]);
}

describe('the events of ownership', () => {
  it.each(NAMES)('reach every listener of "%s" once, with the arguments, in the order of subscription', (name) => {
    const events = new OwnershipEvents();
    const calls: unknown[] = [];
    for (const label of ['first', 'second', 'third']) listen(events, name, calls, label);
    emit(events, name);
    expect(calls).toEqual(['first', 'second', 'third'].map((label) => [label, ...ARGUMENTS[name]]));
  });

  it.each(NAMES)('reach no listener of another event than "%s"', (name) => {
    const events = new OwnershipEvents();
    const calls: unknown[] = [];
    for (const other of NAMES) listen(events, other, calls, other);
    emit(events, name);
    expect(calls).toEqual([[name, ...ARGUMENTS[name]]]);
  });

  it('go without effect where no one is subscribed', () => {
    const events = new OwnershipEvents();
    for (const name of NAMES) expect(() => emit(events, name)).not.toThrow();
  });

  it('finish one event before the next, unless a listener emits it', () => {
    const events = new OwnershipEvents();
    const calls: unknown[] = [];
    events.on('leaseLost', () => {
      calls.push('lease lost');
      events.emit('reconciled');
    });
    events.on('leaseLost', () => calls.push('lease lost, second'));
    events.on('reconciled', () => calls.push('reconciled'));
    events.emit('leaseLost');
    expect(calls).toEqual(['lease lost', 'reconciled', 'lease lost, second']);
  });

  it('hand an error of a listener to the caller, and call no later listener', () => {
    const events = new OwnershipEvents();
    const later = jest.fn();
    events.on('reconciled', () => {
      throw error;
    });
    events.on('reconciled', later);
    expect(() => events.emit('reconciled')).toThrow(error);
    expect(later).not.toHaveBeenCalled();
  });
});
