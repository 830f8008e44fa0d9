import { readFileSync } from 'node:fs';
import { Container } from 'inversify';
import { createTestEngine, type TestEngine, testFlow } from 'millrace/testing';
import { datasetFile } from '../../samples/data/dataset-file';
import { welcomeAll } from '../../samples/lists/batch-flow';
import { repairs, Workshop } from '../../samples/lists/by-priority';
import { warmDays } from '../../samples/lists/map-filter-reduce';
import { passedByCourse } from '../../samples/lists/nested';
import { chunks, toList } from '../../samples/lists/plain-typescript';
import { linesOf, rain } from '../../samples/lists/streamed-import';

let container: Container;
let engine: TestEngine;
beforeEach(() => {
  container = new Container();
  engine = createTestEngine({ container });
});
afterEach(() => engine.stop());

it('maps, filters and sums up a list', async () => {
  const days = [50, 68, 86, 41, 77].map((fahrenheit) => ({ station: 'Basel', fahrenheit }));
  await expect(engine.run(warmDays, days)).resolves.toBe(25);
});

it('runs a flow for each of a list, each on a copy of the store', async () => {
  await expect(engine.run(welcomeAll, ['Ada', 'Ben', 'Cleo'])).resolves.toEqual({
    count: 3,
    greetings: ['1: hello, Ada of the north', '2: hello, Ben of the north', '3: hello, Cleo of the north'],
    note: '',
  });
  await expect(engine.run(welcomeAll, [])).resolves.toEqual({ count: 0, greetings: [], note: '' });
});

it('works on lists of lists', async () => {
  const courses = [
    { title: 'algebra', marks: [4, 3, 6] },
    { title: 'drawing', marks: [] },
    { title: 'music', marks: [1] },
  ];
  await expect(engine.run(passedByCourse, courses)).resolves.toEqual([2, 0, 0]);
});

it('begins with what is urgent', async () => {
  const begun: string[] = [];
  container.bind(Workshop).toConstantValue(
    new Workshop(async ({ name }) => {
      begun.push(name);
      return `${name} repaired`;
    }),
  );
  const jobs = [
    { name: 'chair', priority: 1 },
    { name: 'roof', priority: 9 },
    { name: 'door', priority: 5 },
  ];
  await expect(engine.run(repairs, jobs)).resolves.toEqual(['roof repaired', 'door repaired', 'chair repaired']);
  expect(begun).toEqual(['roof', 'door', 'chair']);
});

it('makes a list of anything, and parts of a list', () => {
  expect([null, undefined, 'text', { a: 1 }, [1, 2], [[1], [2]]].map((value) => toList<unknown>(value))).toEqual([
    [],
    [],
    ['text'],
    [{ a: 1 }],
    [1, 2],
    [[1], [2]],
  ]);
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([], 2)).toEqual([]);
});

it('streams a file through, a hundred lines at a time, and says which of them are damaged', async () => {
  const path = datasetFile('weather.csv');
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  const total = lines.reduce((sum, line) => sum + Number(line.split(',')[2]), 0);
  // A journal could not keep what is read only as fast as it is worked on.
  const streamed = await testFlow(rain, { input: linesOf(path), strict: false, patience: '1m' });
  expect(streamed.result).toEqual({
    action: 'done',
    value: { days: lines.length, rain: expect.closeTo(total) as number },
  });
  const damaged = lines.slice(0, 300).map((line, index) => (index === 250 ? 'Seattle,2012-09-07,lots' : line));
  await expect(engine.run(rain, damaged)).resolves.toEqual({
    action: 'damaged',
    value: ['part 2: 2012-09-07 has no amount of rain'],
  });
});
