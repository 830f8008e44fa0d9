import { choose, createEngine, exit, flow, route } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { cases, fc } from '../../../support/cases';
import { eventsOf, ofType } from '../../../support/events-of';
import { table, wireUntyped } from '../../flow/untyped';
import { reportOf, visits, ways } from './covered';

type Action = 'on' | 'aside' | 'error';

/** Nodes in a row; each also has a way aside and an error edge, to anywhere. */
function randomFlow(targets: readonly (readonly [aside: number, error: number])[]) {
  const nodes = targets.map((_, index) => [
    `n${index}`,
    choose(`n${index}`, (script: readonly Action[]) => {
      const [action, ...rest] = script;
      if (action === undefined) return route('end', []);
      if (action === 'error') throw Object.assign(new Error('as the script says'), { rest });
      return route(action, rest);
    }),
  ]);
  const draft = flow('random').nodes(table(Object.fromEntries([...nodes, ['done', exit<unknown>()]])));
  const { to } = draft;
  const edges = targets.map(([aside, error], index) => {
    const any = (which: number) => to[`n${which % targets.length}`];
    return [
      `n${index}`,
      {
        on: to[`n${index + 1}`] ?? to['done'],
        aside: any(aside),
        end: to['done'],
        error: any(error)?.via(({ input }: { readonly input: readonly Action[] }) => input.slice(1) as never),
      },
    ];
  });
  return wireUntyped(draft, 'n0', Object.fromEntries(edges));
}

const random = fc.record({
  targets: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 6 }),
  scripts: fc.array(fc.array(fc.constantFrom<Action>('on', 'on', 'aside', 'error'), { maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  }),
});

it('covers exactly the edges that runs tell of in route.taken, so often, and the nodes that these lead through', async () => {
  await fc.assert(
    fc.asyncProperty(random, async ({ targets, scripts }) => {
      const it = randomFlow(targets);
      const engine = await createEngine({ flows: [it] });
      const coverage = flowCoverage(it);
      coverage.watch(engine);
      const taken = new Map<string, number>();
      const entered = new Map<string, number>([['n0', scripts.length]]);
      for (const script of scripts) {
        const run = await engine.start(it as never, script as never, { retainedEvents: 1000 });
        const routes = ofType(await eventsOf(run), 'route.taken');
        for (const { place, data } of routes) {
          const way = `${place} ${data.action}`;
          taken.set(way, (taken.get(way) ?? 0) + 1);
          entered.set(data.to, (entered.get(data.to) ?? 0) + 1);
        }
      }
      await engine.stop();
      const report = reportOf(coverage);
      const some = (times: Readonly<Record<string, number>>) =>
        Object.entries(times)
          .filter(([, count]) => count > 0)
          .sort();
      expect(some(ways(report))).toEqual([...taken].sort());
      expect(some(visits(report))).toEqual([...entered].sort());
      expect(report.edges.covered + report.errorEdges.covered).toBe(taken.size);
    }),
    { numRuns: cases(30) },
  );
});
