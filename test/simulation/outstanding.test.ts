import { type Effect, hydrate, type OutstandingEffect, outstanding, RecordSet, recordsOf } from '../../src/core';
import type { FakeDriver } from './fake-driver';
import { expectSame, live, prepare, property } from './random-run';
import { copied } from './source';

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** The operations as a driver performs them, by their numbers. What a verdict is asked about may have grown since. */
function operationsIn(effects: Iterable<Effect>): unknown {
  return [...effects]
    .flatMap((effect) => (effect.type === 'execute' ? [effect] : []))
    .map(({ token, op, phase, attempt, visit, place, path, input, given }) => ({
      ...{ token, op, phase, attempt, visit, place: place.id, path, input },
      given: phase === 'until' ? undefined : given,
    }))
    .sort((a, b) => a.op - b.op);
}

function tokensOf(effects: readonly OutstandingEffect[], type: OutstandingEffect['type']): readonly number[] {
  return ascending(effects.flatMap((effect) => (effect.type === type ? [effect.token] : [])));
}

function expectWhatIsHeld({ operations, queued, held }: FakeDriver, effects: readonly OutstandingEffect[]): void {
  expectSame(operationsIn(effects), operationsIn(operations.values()));
  expectSame(tokensOf(effects, 'permit.request'), ascending(queued));
  expectSame(tokensOf(effects, 'permit.take'), ascending(held));
}

describe('what a run stands at', () => {
  it('is what its driver has in flight, queued and held, after every transition', () => {
    const seen = new Set<string>();
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, () => {
        const effects = outstanding(driver.graph, driver.state);
        expectWhatIsHeld(driver, effects);
        for (const effect of effects) seen.add(effect.type === 'execute' ? effect.phase : effect.type);
      });
    });
    expect([...seen]).toEqual(
      expect.arrayContaining(['execute', 'until', 'pull', 'compensate', 'permit.request', 'permit.take']),
    );
  });

  it('is the same for a state that was written down, and is left as it was', () => {
    property((seed) => {
      const { driver, dice } = prepare(seed);
      live(driver, () => {
        if (!dice.chance(0.2)) return;
        const records = copied(recordsOf(driver.state));
        const state = hydrate(driver.graph, new RecordSet().apply(records));
        expectWhatIsHeld(driver, outstanding(driver.graph, state));
        expectSame(recordsOf(state), records);
      });
    });
  });
});
