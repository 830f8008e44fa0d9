import { all, any, exit, pipe, race, settle } from 'millrace';
import { Choose, drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const branches = { left: work, right: work };
const wins = { left: 'done', right: 'done', error: 'failed' };

function joined(node: ReturnType<typeof all>, edges: string | Readonly<Record<string, string>> = 'done') {
  return drive(flowOfNodes({ j: node, failed: exit<unknown>(), done }, { j: edges }), { input: 'in' });
}

describe('all', () => {
  it('joins the results in the order of the branches, whatever order they come in', () => {
    const run = joined(all(branches), { next: 'done', error: 'failed' });
    run.complete('j#1/right#1', 2).complete('j#1/left#1', 1);
    expect(JSON.stringify(run.ending)).toBe('["done",{"left":1,"right":2}]');
  });

  it('takes action and value of a branch with several ways out', () => {
    const run = joined(all({ left: Choose, right: work }), { next: 'done', error: 'failed' });
    run.complete('j#1/left#1', 1, { action: 'b' }).complete('j#1/right#1', 2);
    expect(run.ending).toEqual(['done', { left: { action: 'b', value: 1 }, right: 2 }]);
  });

  it('fails with the first failure', () => {
    const run = joined(all(branches), { next: 'done', error: 'failed' }).fail('j#1/right#1', 'FIRST');
    expect(run.ending).toEqual(['failed', expect.objectContaining({ node: 'j' })]);
    expect(run.flight).toEqual([]);
  });

  describe('with until', () => {
    const three = () =>
      joined(all({ ...branches, third: work }, { until: () => false }), { next: 'done', error: 'failed' });

    it('asks after each branch, and ends early on what is there', () => {
      const run = three().complete('j#1/left#1', 1);
      expect(run.flight).toEqual(['j#1/right#1', 'j#1/third#1', 'j#1 until']);
      expect(run.operation('j#1').given).toEqual({ left: 1 });
      run.complete('j#1', true);
      expect(run.ending).toEqual(['done', { left: 1 }]);
      expect(run.told('cancelled')).toEqual(['step.cancelled j#1/right#1', 'step.cancelled j#1/third#1']);
    });

    it('asks once more if a branch came in the meantime', () => {
      const run = three().complete('j#1/left#1', 1).complete('j#1/right#1', 2);
      expect(run.flight).toEqual(['j#1/third#1', 'j#1 until']);
      run.complete('j#1', false);
      expect(run.operation('j#1').given).toEqual({ left: 1, right: 2 });
      expect(run.state.busy).toBe(2);
      expect(run.complete('j#1', false).flight).toEqual(['j#1/third#1']);
    });

    it('does not wait for an answer when all branches are there', () => {
      const run = three().complete('j#1/left#1', 1).complete('j#1/right#1', 2).complete('j#1/third#1', 3);
      expect(run.ending).toEqual(['done', { left: 1, right: 2, third: 3 }]);
      expect(run.repeatOutcomes().ending).toEqual(['done', { left: 1, right: 2, third: 3 }]);
    });

    it('drops what released branches wrote', () => {
      const long = all({ left: work, right: pipe(work, work) }, { until: () => true });
      const run = joined(long, { next: 'done', error: 'failed' });
      run.complete('j#1/right#1/part1#1', 0, { writes: [{ key: 'x', value: 'right' }] });
      run.complete('j#1/left#1', 1, { writes: [{ key: 'x', value: 'left' }] }).complete('j#1', true);
      expect([run.shared('x'), run.ending]).toEqual(['left', ['done', { left: 1 }]]);
    });

    it('fails if it throws', () => {
      const run = three().complete('j#1/left#1', 1).fail('j#1', 'UNTIL');
      expect(run.ending).toEqual(['failed', expect.objectContaining({ node: 'j', input: 'in' })]);
    });

    it('is not asked while the run is paused, but afterwards', () => {
      const run = three().pause().complete('j#1/left#1', 1);
      expect(run.flight).toEqual(['j#1/right#1', 'j#1/third#1']);
      run.complete('j#1/right#1', 2).resume();
      expect(run.flight).toEqual(['j#1/third#1', 'j#1 until']);
      expect(run.operation('j#1').given).toEqual({ left: 1, right: 2 });
    });

    it('keeps the run running while only its answer is awaited', () => {
      const run = joined(all({ left: work, right: work }, { until: () => false }), { next: 'done', error: 'failed' });
      run.complete('j#1/left#1', 1);
      expect(run.status).toBe('running');
    });
  });
});

describe('any', () => {
  it('takes the first success; the others are released', () => {
    const run = joined(any(branches), wins).fail('j#1/left#1').complete('j#1/right#1', 2);
    expect(run.ending).toEqual(['done', 2]);
    expect(run.told('route.taken')).toEqual(['route.taken j#1']);
  });

  it('fails with all failures, in the order of the branches', () => {
    const run = joined(any(branches), wins).fail('j#1/right#1', 'R').fail('j#1/left#1', 'L');
    const failure = { code: 'ALL_BRANCHES_FAILED', errors: [{ code: 'L' }, { code: 'R' }] };
    expect(run.ending).toMatchObject(['failed', { node: 'j', failure }]);
  });

  it("counts the winner's writes alone", () => {
    const run = joined(any({ left: pipe(work, work), right: work }), wins);
    run.complete('j#1/left#1/part1#1', 0, { writes: [{ key: 'x', value: 'left' }] });
    run.complete('j#1/right#1', 0, { writes: [{ key: 'y', value: 'right' }] });
    expect([run.shared('x'), run.shared('y')]).toEqual([undefined, 'right']);
  });
});

describe('race', () => {
  it('takes the first that settles', () => {
    const run = joined(race(branches), wins).complete('j#1/right#1', 2);
    expect(run.ending).toEqual(['done', 2]);
    expect(run.told('cancelled')).toEqual(['step.cancelled j#1/left#1']);
  });

  it('a failure too', () => {
    expect(joined(race(branches), wins).fail('j#1/left#1').ending).toEqual([
      'failed',
      expect.objectContaining({ node: 'j' }),
    ]);
  });
});

describe('settle', () => {
  it('gives how each branch ended', () => {
    const run = joined(settle(branches), { next: 'done', error: 'failed' })
      .fail('j#1/left#1')
      .complete('j#1/right#1', 2);
    expect(run.ending).toMatchObject([
      'done',
      { left: { ok: false, item: 'in', failure: { code: 'BROKEN' } }, right: { ok: true, item: 'in', value: 2 } },
    ]);
  });
});
