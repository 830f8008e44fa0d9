import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import type { Airport } from '../../samples/flight-operations/airport';
import { AirportDirectory } from '../../samples/flight-operations/airport-directory';
import { EdgeCounts } from '../../samples/flight-operations/edge-counts';
import { flightOperations } from '../../samples/flight-operations/flow';
import { handleFlight } from '../../samples/flight-operations/handle-flight';
import { Progress } from '../../samples/flight-operations/progress';
import { runSample } from './run-sample';

const airport = (iata: string, latitude: number, longitude: number): Airport => {
  return { iata, name: iata, city: iata, state: 'CA', latitude, longitude };
};
const directory = new AirportDirectory([airport('SFO', 37.619, -122.375), airport('LAX', 33.943, -118.408)]);
const record = (delay: number, destination = 'LAX') => {
  return { date: '2001/01/01 09:00', delay, distance: 337, origin: 'SFO', destination };
};

let engine: TestEngine;
beforeEach(() => {
  const container = new Container();
  container.bind(AirportDirectory).toConstantValue(directory);
  engine = createTestEngine({ container, flows: [flightOperations, handleFlight], patience: '1m' });
});
afterEach(() => engine.stop());

describe('flight operations', () => {
  it.each([
    [-15, 'early'],
    [-14, 'onTime'],
    [14, 'onTime'],
    [15, 'late'],
    [59, 'late'],
    [60, 'veryLate'],
  ])('sends a flight with a delay of %d minutes to %s', async (delay, action) => {
    await expect(engine.run(handleFlight, record(delay))).resolves.toMatchObject({ action, value: { miles: 338 } });
  });

  it('rejects a record that is not valid, or whose airport nobody knows', async () => {
    await expect(engine.run(handleFlight, record(1.5))).resolves.toMatchObject({
      action: 'rejected',
      value: { code: 'INVALID_INPUT' },
    });
    await expect(engine.run(handleFlight, record(0, 'QQQ'))).resolves.toMatchObject({
      action: 'rejected',
      value: { code: 'UNKNOWN_AIRPORT' },
    });
  });

  it('counts edges and reports while it runs', async () => {
    const files = [join(__dirname, '../../samples/flight-operations/damaged-records.json')];
    const run = await engine.start(flightOperations, { files });
    const edges = new EdgeCounts();
    run.events$.subscribe((event) => edges.count(event));
    await engine.runUntilIdle();
    const { rejected, punctuality, airports } = await run.result();
    const records = rejected.reduce((sum, row) => sum + row.records, 0);
    expect(records).toBe(7);
    expect(punctuality.map(({ flights }) => flights)).toEqual([0, 0, 0, 0]);
    expect(airports).toEqual([]);
    const inside = (node: string) => `flights/body/${node}`;
    const ways = (action: string) =>
      ['validate', 'enrich'].map((node) => edges.of({ from: inside(node), action, to: inside('rejected') }));
    expect(ways('error')).toEqual([6, 1]);
    expect(edges.of({ from: 'load', action: 'next', to: 'flights' })).toBe(1);
  });

  it('rewrites one line on a terminal and adds lines elsewhere', () => {
    const shown = (isTTY: boolean) => {
      const parts: string[] = [];
      const progress = new Progress({ isTTY, write: (text: string | Uint8Array) => parts.push(String(text)) > 0 });
      for (let flight = 0; flight < 5000; flight += 1) progress.add(6);
      progress.end();
      return parts;
    };
    expect(shown(false)).toEqual(['5,000 flights so far, 6.0 min late on average\n']);
    expect(shown(true)).toHaveLength(21);
    expect(shown(true)[0]).toBe('\r250 flights so far, 6.0 min late on average\u001b[K');
  });

  it('prints a report and a picture with the counts of the run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flights-'));
    try {
      const file = join(folder, 'flights.mmd');
      const printed = await runSample('flight-operations', '--mermaid', file);
      expect(printed).toMatch(/^onTime +13,222 +66\.1 %/m);
      expect(printed).toMatch(/^DFW Dallas-Fort Worth +1,103/m);
      expect(printed).toContain('1 × no airport is called QQQ');
      expect(printed).toContain('20,000 flights so far, 7.7 min late on average\n');
      expect(printed).not.toContain('\r');
      const picture = await readFile(file, 'utf8');
      expect(picture).toContain('-->|"veryLate 1,108×"|');
      expect(printed).toContain(picture);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
