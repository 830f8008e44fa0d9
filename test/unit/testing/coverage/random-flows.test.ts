import type { AnyFlow, RunEvent } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { RunState } from '../../../../src/core';
import { compile } from '../../../../src/flow';
import { FakeDriver, type Recorded } from '../../../simulation/fake-driver';
import { calledFlow, FlowMaker } from '../../../simulation/random-flow';
import { renamed } from '../../../simulation/renamed';
import { Dice } from '../../../simulation/seeded-random';
import { cases, fc } from '../../../support/cases';

const BEGUN = ['step.started', 'step.skipped', 'step.completed', 'step.failed', 'fallback.started', 'route.taken'];

/** What has shown a fault once: a run that stands at an exit is migrated, and the mapping into the exit fails. */
const FOUND: [number][] = [[35038274]];

type NodeEvent = Extract<RunEvent, { readonly place: string }>;

/** Flows of every shape, whose runs are also crashed, redriven, forked and migrated, and what they told. */
function lived(seed: number) {
  const dice = new Dice(seed);
  const definition = new FlowMaker(dice).flow(3);
  const called = calledFlow(dice);
  const resolve = (name: string) => (name === 'called' ? called : undefined);
  const graph = compile(definition, resolve);
  const other = renamed(definition);
  const info = { id: 'run-1', correlationId: 'c-1', tags: [], idempotencyKey: undefined, compensateOnFailure: true };
  const next = { graph: compile(other.definition, resolve), map: other.map };
  const driver = new FakeDriver(graph, new RunState(info, graph.root, [1, 2]), dice, next);
  const events: RunEvent[] = [];
  const note = (recorded: Recorded | undefined) => events.push(...(recorded?.events ?? []));
  note(driver.start());
  for (let step = 0; step < 60; step += 1) note(driver.wild());
  for (let step = 0; step < 5000 && !driver.ended; step += 1) note(driver.fair());
  return { flows: [definition, called, other.definition] as unknown as readonly AnyFlow[], events };
}

it('finds the place of every event, in flows of every shape, and counts each visit once', () => {
  let migrated = 0;
  let calls = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { flows, events } = lived(seed);
      const coverage = flowCoverage(...flows);
      coverage.add(events);
      const reports = coverage.report().flows;
      expect(reports.flatMap(({ unknown }) => unknown)).toEqual([]);

      const begun = events.filter((event): event is NodeEvent => 'place' in event && BEGUN.includes(event.type));
      const isMigrated = events.some(({ type }) => type === 'run.migrated');
      migrated += isMigrated ? 1 : 0;
      const paths = new Map<string, Set<string>>();
      for (const { version, flow, place, path, type } of begun) {
        const isCalled = place.startsWith('@called');
        calls += isCalled ? 1 : 0;
        const id = isCalled ? `called@1.0.0 ${place.slice('@called/'.length)}` : `${flow}@${version} ${place}`;
        if (type !== 'route.taken') paths.set(id, (paths.get(id) ?? new Set()).add(path));
      }
      for (const { flow, version, nodes } of reports) {
        const covered = new Set(nodes.parts.filter((node) => node.covered).map(({ place }) => place));
        for (const { place, times, kind } of nodes.parts) {
          const seen = paths.get(`${flow}@${version} ${place}`);
          if (seen) expect(covered).toContain(place);
          // Nothing is inside of a step, so its visits are the paths that its events have.
          if (kind === 'step' && !isMigrated) expect([place, times]).toEqual([place, seen?.size ?? 0]);
        }
        for (const place of covered) {
          const outer = place.slice(0, Math.max(0, place.lastIndexOf('/')));
          if (outer !== '') expect(covered).toContain(outer);
        }
      }
    }),
    { numRuns: cases(150), examples: FOUND },
  );
  expect(migrated).toBeGreaterThan(3);
  expect(calls).toBeGreaterThan(20);
});
