import { createEngine, exit, flow, fn } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { ordered, orders } from './orders';

describe('the table of coverage', () => {
  it('has a line of figures, and names what is missing', async () => {
    const coverage = await ordered([5, 7]);
    expect(coverage.table()).toBe(
      [
        'flow          runs       nodes     edges  error edges    hooks',
        'orders@1.0.0     2  4/6 66.6 %  3/4 75 %      0/2 0 %  0/1 0 %',
        '',
        'not covered in orders@1.0.0:',
        '  exit       large',
        '  exit       refused',
        '  edge       size --large--> large',
        '  error edge reserve --error--> refused',
        '  error edge pay --error--> refused',
        '  hook       compensate of reserve',
        '',
      ].join('\n'),
    );
  });

  it('ends with the total of several flows, and has a dash where there is nothing to cover', async () => {
    const { to, wire } = flow('plain', { version: '2.0.0' }).nodes({ add: fn('add', () => 1), done: exit<number>() });
    const plain = wire('add', { add: to.done });
    const coverage = flowCoverage(plain, orders());
    const engine = await createEngine({ flows: [plain] });
    coverage.watch(engine);
    await engine.run(plain, undefined);
    await engine.stop();
    expect(coverage.table().split('\n').slice(0, 4)).toEqual([
      'flow          runs      nodes      edges  error edges    hooks',
      'plain@2.0.0      1  2/2 100 %  1/1 100 %            –        –',
      'orders@1.0.0     0    0/6 0 %    0/4 0 %      0/2 0 %  0/1 0 %',
      'total            1   2/8 25 %   1/5 20 %      0/2 0 %  0/1 0 %',
    ]);
  });

  it('tells what happened at places that the flow does not have', async () => {
    const old = orders('0.9.0');
    const coverage = flowCoverage(orders());
    const engine = await createEngine({ flows: [old] });
    coverage.watch(engine);
    await engine.run(old, 5);
    await engine.stop();
    expect(coverage.table()).toContain(
      [
        'happened in runs, but is not in orders@1.0.0:',
        '  unknown    reserve of orders@0.9.0, 3×',
        '  unknown    size of orders@0.9.0, 3×',
      ].join('\n'),
    );
  });

  it('says no more where all is covered', async () => {
    const { to, wire } = flow('plain').nodes({ add: fn('add', () => 1), done: exit<number>() });
    const coverage = await ordered([1], wire('add', { add: to.done }) as never);
    expect(coverage.table().trimEnd().split('\n')).toHaveLength(2);
  });
});
