import { each, exit, node, ref, repeat } from 'millrace';
import { Again, Choose, drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();

describe('a loop', () => {
  const looping = (maxVisits: number) =>
    flowOfNodes(
      { a: node(Choose, { maxVisits }), b: work, done, failed: exit<unknown>() },
      { a: { a: 'b', b: 'done', error: 'failed' }, b: 'a' },
    );

  it('numbers the visits of a node, and gives it what the edge carries', () => {
    const run = drive(looping(9)).complete('a#1', 1, { action: 'a' }).complete('b#1', 2);
    expect(run.flight).toEqual(['a#2']);
    expect(run.operation('a#2').input).toBe(2);
  });

  it('ends the run when a node is visited too often, whatever is wired', () => {
    const run = drive(looping(2));
    run.complete('a#1', 1, { action: 'a' }).complete('b#1').complete('a#2', 1, { action: 'a' }).complete('b#2');
    expect([run.status, run.ending, run.flight]).toEqual(['failed', 'MAX_VISITS', []]);
    expect(run.events.at(-1)).toMatchObject({ data: { path: 'a#3' } });
  });

  it('can be given one more visit by a redrive, and executes nothing again', () => {
    const run = drive(looping(1)).complete('a#1', 1, { action: 'a' }).complete('b#1', 5).redrive();
    expect(run.flight).toEqual(['a#2']);
    expect(run.operation('a#2').input).toBe(5);
  });
});

describe('repeat', () => {
  const rounds = (max: number) =>
    flowOfNodes(
      { r: repeat(Again, { max }), done, tired: exit<unknown>() },
      { r: { done: 'done', exhausted: 'tired' } },
    );

  it('goes round while its body says again, and leaves by any other action', () => {
    const run = drive(rounds(3)).complete('r#1/round#1', 'x', { action: 'again' });
    expect(run.flight).toEqual(['r#1/round#2']);
    expect(run.operation('r#1/round#2').input).toBe('x');
    expect(run.complete('r#1/round#2', 'y', { action: 'done' }).ending).toEqual(['done', 'y']);
  });

  it('takes exhausted after the last round, with what the next would have got', () => {
    const run = drive(rounds(2)).complete('r#1/round#1', 'x', { action: 'again' });
    expect(run.complete('r#1/round#2', 'y', { action: 'again' }).ending).toEqual(['tired', 'y']);
    expect(drive(rounds(1)).complete('r#1/round#1', 'x', { action: 'again' }).ending).toEqual(['tired', 'x']);
  });
});

describe('a flow that calls itself', () => {
  const down = flowOfNodes(
    { a: Choose, call: ref<unknown, { next: unknown }>('down'), done },
    { a: { a: 'call', b: 'done' }, call: 'done' },
    'down',
  );

  it('goes down a hundred calls and comes up again', () => {
    const run = drive(down);
    for (let depth = 0; depth < 100; depth += 1) run.complete(`${'call#1/'.repeat(depth)}a#1`, depth, { action: 'a' });
    const deepest = `${'call#1/'.repeat(100)}a#1`;
    expect(run.flight).toEqual([deepest]);
    run.complete(deepest, 'bottom', { action: 'b' });
    expect(run.ending).toEqual(['done', 'bottom']);
  });

  it('does not go deeper', () => {
    const run = drive(down);
    for (let depth = 0; depth <= 100; depth += 1) run.complete(`${'call#1/'.repeat(depth)}a#1`, depth, { action: 'a' });
    expect(run.ending).toBe('MAX_DEPTH');
  });
});

describe('much of it', () => {
  it('goes 100,000 rounds without deepening the stack', () => {
    const run = drive(
      flowOfNodes(
        { a: node(Choose, { maxVisits: 200_000 }), b: node(work, { maxVisits: 200_000 }), done },
        { a: { a: 'b', b: 'done' }, b: 'a' },
      ),
    );
    run.events.length = 0;
    for (let round = 1; round <= 100_000; round += 1) {
      run.complete(`a#${round}`, round, { action: 'a' }).complete(`b#${round}`, round);
      run.events.length = 0;
      run.forgetChanges();
    }
    expect(run.flight).toEqual(['a#100001']);
  });

  it('ends 100,000 rounds in which no step is executed, in one transition', () => {
    const idle = each(each(work));
    const run = drive(
      flowOfNodes(
        { a: node(idle, { maxVisits: 100_000 }), b: idle, done },
        { a: 'b', b: { next: 'a', error: 'done' } },
      ),
      { input: [] },
    );
    expect(run.ending).toBe('MAX_VISITS');
    expect(run.events.length).toBeGreaterThan(100_000);
  });

  it('writes as many records for an item of ten thousand as for one of a hundred', () => {
    const perItem = (count: number): number => {
      const items = Array.from({ length: count }, (_, index) => index);
      const run = drive(flowOfNodes({ e: each(work, { concurrency: 10 }), done }, { e: 'done' }), { input: items });
      for (const item of items) run.complete(`e[${item}]#1`, item);
      expect(run.ending).toEqual(['done', items]);
      const lists = run.changes.filter(({ type }) => type === 'frame.put' || type === 'frame.delete');
      expect(lists.length).toBeLessThan(6);
      return run.changes.length / count;
    };
    expect(perItem(10_000)).toBeCloseTo(perItem(100), 0);
  });
});
