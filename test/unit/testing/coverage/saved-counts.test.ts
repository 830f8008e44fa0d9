import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowCoverage } from 'millrace/testing';
import { everything } from '../../flow/drawing/everything';
import { reportOf, visits, ways } from './covered';
import { ordered, orders } from './orders';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-coverage-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('counts of several processes', () => {
  it('are saved by each and added up by one', async () => {
    const where = join(folder, 'not', 'there', 'yet');
    const [one, two] = [await ordered([5, 7]), await ordered([500, 13])];
    expect(readdirSync(folder)).toEqual([]);
    one.save(where);
    two.save(where);
    const all = flowCoverage(orders());
    all.load(where);
    expect(all.report()).toEqual((await ordered([5, 7, 500, 13])).report());
    expect(reportOf(all)).toMatchObject({ runs: 4, errorEdges: { covered: 1 } });
  });

  it('are there once, however often they are saved', async () => {
    const coverage = await ordered([5]);
    const file = coverage.save(folder);
    expect(coverage.save(folder)).toBe(file);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('are not added to themselves', async () => {
    const coverage = await ordered([5]);
    coverage.save(folder);
    coverage.load(folder);
    expect(reportOf(coverage).runs).toBe(1);
  });

  it('are added to what was counted here', async () => {
    (await ordered([500])).save(folder);
    const coverage = await ordered([5]);
    coverage.load(folder);
    expect(ways(reportOf(coverage))).toMatchObject({ 'size small': 1, 'size large': 1 });
  });

  it('are left out, and named, where the flow has another structure or version now', async () => {
    const file = (await ordered([5])).save(folder);
    const changed = flowCoverage(orders('1.0.0', 'huge'));
    changed.load(folder);
    expect(changed.report().stale).toEqual([{ file, flow: 'orders', version: '1.0.0' }]);
    expect(reportOf(changed)).toMatchObject({ runs: 0, nodes: { covered: 0 } });
    expect(changed.table()).toContain(`${file}: its counts of orders@1.0.0 are omitted`);
    expect(() => {
      changed.expect({ nodes: 100 });
    }).toThrow('1 saved counts were omitted');

    const younger = flowCoverage(orders('2.0.0'));
    younger.load(folder);
    expect(younger.report().stale).toHaveLength(1);
  });

  it('of other flows are passed over', async () => {
    (await ordered([5])).save(folder);
    const coverage = flowCoverage(everything);
    coverage.load(folder);
    expect(coverage.report().stale).toEqual([]);
    expect(reportOf(coverage).runs).toBe(0);
  });

  it('survive being written: nodes, edges, hooks and what is unknown', async () => {
    const before = await ordered([5, 13]);
    before.add([
      {
        v: 1,
        seq: 9,
        runId: 'r',
        flow: 'orders',
        version: '0.1.0',
        at: 0,
        correlationId: 'c',
        type: 'step.started',
        path: 'a#1',
        node: 'a',
        place: 'a',
        attempt: 1,
        data: {},
      },
    ]);
    before.save(folder);
    const after = flowCoverage(orders());
    after.load(folder);
    expect(after.report()).toEqual(before.report());
    expect(reportOf(after).unknown).toEqual([{ version: '0.1.0', place: 'a', times: 1 }]);
    expect(visits(reportOf(after))).toMatchObject({ reserve: 2, refused: 1 });
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['another format', '{"format":2,"flows":[]}'],
    ['no list of flows', '{"format":1,"flows":{}}'],
    ['null', 'null'],
    ['a flow without a hash', '{"format":1,"flows":[{"flow":"orders","version":"1.0.0","runs":0}]}'],
    ['counts below nothing', null],
  ])('are refused where a file has %s', async (_, text) => {
    const file = (await ordered([5])).save(folder);
    writeFileSync(file, text ?? readFileSync(file, 'utf8').replace('"runs":1', '"runs":-1'));
    expect(() => {
      flowCoverage(orders()).load(folder);
    }).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(file) }));
  });

  it('beside other files are found', async () => {
    (await ordered([5])).save(folder);
    writeFileSync(join(folder, 'notes.txt'), 'nonsense');
    writeFileSync(join(folder, 'half.coverage.json.part'), 'nons');
    const coverage = flowCoverage(orders());
    coverage.load(folder);
    expect(reportOf(coverage).runs).toBe(1);
  });

  it('need a folder that can be read and written', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const coverage = flowCoverage(orders());
    const refused = expect.objectContaining({
      code: 'INVALID_OPTION',
      details: expect.objectContaining({ option: 'folder' }),
    });
    expect(() => coverage.save(join(file, 'below'))).toThrow(refused);
    expect(() => coverage.save('')).toThrow(refused);
    expect(() => coverage.save(7 as never)).toThrow(refused);
    expect(() => {
      coverage.load(join(folder, 'missing'));
    }).toThrow(refused);
    expect(() => {
      coverage.load(undefined as never);
    }).toThrow(refused);
  });
});
