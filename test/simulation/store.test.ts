import { all, exit, fn, settle } from '../../src';
import { recordsOf } from '../../src/core';
import type { NodeTable } from '../../src/types';
import { cases, fc } from '../support/cases';
import { drive } from '../support/drive';
import { graph } from '../unit/flow/untyped';

const work = fn('work', (input: unknown): unknown => input);

interface Branch {
  readonly steps: readonly (readonly Written[])[];
}

interface Written {
  readonly key: string;
  readonly value: number;
  readonly mergeable: boolean;
  readonly deleted: boolean;
}

const KEYS = ['x', 'y', 'z', 'w'];
const write = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.nat(9),
  mergeable: fc.boolean(),
  deleted: fc.boolean(),
});
const branch = fc.record({ steps: fc.array(fc.array(write, { maxLength: 2 }), { minLength: 1, maxLength: 3 }) });
/** Keys under which something was written before the branches began. */
const before = fc.uniqueArray(fc.constantFrom(...KEYS));
const branches = fc.array(branch, { minLength: 1, maxLength: 4 });

/** A flow in which each branch is a flow of as many steps as it has. */
function flowOf(list: readonly Branch[], join: 'all' | 'settle') {
  const table = Object.fromEntries(
    list.map(({ steps }, index) => {
      const nodes: NodeTable = { ...Object.fromEntries(steps.map((_, step) => [`s${step}`, work])), done: exit() };
      const edges = Object.fromEntries(steps.map((_, step) => [`s${step}`, steps[step + 1] ? `s${step + 1}` : 'done']));
      return [`b${index}`, graph(`branch${index}`, 's0', nodes, edges)];
    }),
  ) as unknown as Parameters<typeof all>[0];
  const nodes = { before: work, j: join === 'all' ? all(table) : settle(table), done: exit() };
  return graph('test', 'before', nodes, { before: 'j', j: 'done' });
}

/** The last write of a branch under each key. */
function written({ steps }: Branch): ReadonlyMap<string, Written> {
  return new Map(steps.flat().map((one) => [one.key, one]));
}

/** What a branch ended with under a key, as an entry of its layer. */
function entryOf({ value, mergeable, deleted }: Written) {
  return deleted ? { value: undefined, mergeable, deleted } : { value, mergeable };
}

/** Completes the steps of all branches, which of them next being chosen by the numbers. */
function complete(run: ReturnType<typeof drive>, list: readonly Branch[], order: readonly number[]): void {
  const next = list.map(() => 0);
  for (let turn = 0; ; turn += 1) {
    const left = [...list.keys()].filter((index) => (next[index] ?? 0) < (list[index]?.steps.length ?? 0));
    const index = left[(order[turn % order.length] ?? 0) % left.length];
    if (index === undefined) return;
    const step = next[index] ?? 0;
    next[index] = step + 1;
    const writes = list[index]?.steps[step] ?? [];
    run.complete(`j#1/b${index}#1/s${step}#1`, step, { writes });
  }
}

describe('parallel branches that write to the shared store, in whatever order they go on,', () => {
  it.each(['all', 'settle'] as const)(
    'fail %s and are named if two wrote a key without a merge, else come together in branch order',
    (join) => {
      fc.assert(
        fc.property(branches, before, fc.array(fc.nat(20), { minLength: 1, maxLength: 20 }), (list, start, order) => {
          const run = drive(flowOf(list, join));
          run.complete('before#1', 0, { writes: start.map((key) => ({ key, value: `old ${key}`, mergeable: true })) });
          complete(run, list, order);
          const writers = new Map<string, number[]>();
          list.forEach((one, index) => {
            for (const key of written(one).keys()) writers.set(key, [...(writers.get(key) ?? []), index]);
          });
          const lastOf = (key: string, index: number) => list[index] && written(list[index]).get(key);
          const shared = [...writers].filter(([, by]) => by.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
          const fatal = shared.find(([key, by]) => !by.every((index) => lastOf(key, index)?.mergeable));
          if (fatal) {
            expect(run.events.at(-1)).toMatchObject({
              type: 'run.failed',
              data: {
                failure: {
                  code: 'STORE_CONFLICT',
                  details: { key: fatal[0], branches: fatal[1].map((by) => `b${by}`) },
                },
              },
            });
            return;
          }
          if (shared.length > 0) {
            expect(run.flight).toEqual(['j#1 merge']);
            expect(run.operation('j#1').given).toEqual(
              shared.map(([key, by]) => ({
                key,
                branches: by,
                base: start.includes(key) ? { value: `old ${key}`, mergeable: true } : undefined,
                entries: by.flatMap((index) => lastOf(key, index) ?? []).map(entryOf),
                mergeable: true,
              })),
            );
            run.complete('j#1', Object.fromEntries(shared.map(([key]) => [key, `merged ${key}`])));
          }
          expect(run.status).toBe('completed');
          for (const key of KEYS) {
            const by = writers.get(key) ?? [];
            const last = by[0] === undefined ? undefined : lastOf(key, by[0]);
            const old = start.includes(key) ? `old ${key}` : undefined;
            const alone = last?.deleted ? undefined : last ? last.value : old;
            expect(run.shared(key)).toBe(by.length > 1 ? `merged ${key}` : alone);
          }
          const kept = recordsOf(run.state).filter(({ type }) => type === 'key.put');
          expect(kept).toHaveLength(KEYS.filter((key) => run.shared(key) !== undefined).length);
          expect(run.accounts[1]).toEqual(run.accounts[0]);
        }),
        { numRuns: cases(125) },
      );
    },
  );
});
