import { all, exit, node, pipe } from 'millrace';
import { drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const both = () => drive(flowOfNodes({ j: all({ left: pipe(work, work), right: work }), done }, { j: 'done' }));
const write = (value: unknown, mergeable = false) => ({ writes: [{ key: 'x', value, mergeable }] });

describe('the shared store', () => {
  it('shows a branch its own writes, and others only after the join', () => {
    const run = both().complete('j#1/left#1/part1#1', 0, write('left'));
    expect(run.shared('x')).toBeUndefined();
    run.complete('j#1/right#1').complete('j#1/left#1/part2#1');
    expect(run.shared('x')).toBe('left');
  });

  it('fails the join if two branches wrote a key, and names them and the key', () => {
    const run = both().complete('j#1/right#1', 0, write(1)).complete('j#1/left#1/part1#1', 0, write(1));
    run.complete('j#1/left#1/part2#1');
    expect(run.events.at(-1)).toMatchObject({
      type: 'run.failed',
      data: {
        path: 'j#1',
        failure: {
          code: 'STORE_CONFLICT',
          message: expect.stringContaining('the branches "left" and "right" of "j" both wrote the key "x"') as string,
          details: { key: 'x', branches: ['left', 'right'] },
        },
      },
    });
  });

  it('asks for a merge if the key has one', () => {
    const run = both().complete('j#1/right#1', 0, write('r', true)).complete('j#1/left#1/part1#1', 0, write('l', true));
    run.complete('j#1/left#1/part2#1', 2);
    expect(run.flight).toEqual(['j#1 merge']);
    expect(run.operation('j#1').given).toEqual([
      {
        key: 'x',
        branches: [0, 1],
        base: undefined,
        entries: [
          { value: 'l', mergeable: true },
          { value: 'r', mergeable: true },
        ],
        mergeable: true,
      },
    ]);
    run.complete('j#1', { x: 'merged' });
    expect([run.shared('x'), run.status]).toEqual(['merged', 'completed']);
  });

  it('gives an isolated sub-flow a copy: it sees what was there, and its writes are dropped', () => {
    const inner = flowOfNodes({ a: work, b: work, done }, { a: 'b', b: 'done' }, 'inner');
    const run = drive(
      flowOfNodes({ first: work, in: node(inner, { isolated: true }), done }, { first: 'in', in: 'done' }),
    );
    run.complete('first#1', 0, write('outside')).complete('in#1/a#1', 0, write('inside'));
    expect(run.shared('x')).toBe('outside');
    run.complete('in#1/b#1');
    expect([run.shared('x'), run.status]).toEqual(['outside', 'completed']);
  });

  it('forgets what an attempt wrote that was refused or came too late', () => {
    const run = both().fail('j#1/right#1').repeatOutcomes();
    expect(run.shared('x')).toBeUndefined();
  });
});
