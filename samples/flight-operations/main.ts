import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { toMermaid } from 'millrace/flow/drawing';
import { datasetFile } from '../data/dataset-file';
import { AirportDirectory } from './airport-directory';
import { EdgeCounts } from './edge-counts';
import { flightOperations } from './flow';
import { Progress } from './progress';
import { renderReport } from './report';

/** 20,000 real flights of early 2001, and a few invalid records as feeds sometimes contain them. */
const files = [datasetFile('flights-20k.json'), join(__dirname, 'damaged-records.json')];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { mermaid: { type: 'string' } } });
  const airports = AirportDirectory.fromCsv(await readFile(datasetFile('airports.csv'), 'utf8'));
  const progress = new Progress(process.stdout);
  const edges = new EdgeCounts();

  // #region run
  const container = new Container();
  container.bind(AirportDirectory).toConstantValue(airports);
  const engine = await createEngine({ container, flows: [flightOperations] });

  const run = await engine.start(flightOperations, { files });
  run.output('delay').subscribe((delay) => progress.add(delay));
  run.events$.subscribe((event) => edges.count(event));
  const report = await run.result();
  // #endregion run

  const picture = toMermaid(flightOperations, { edgeLabel: (edge) => `${edges.of(edge).toLocaleString('en')}×` });
  progress.end();
  console.log(`\n${renderReport(report)}\n\n${picture}`);
  if (values.mermaid !== undefined) await writeFile(values.mermaid, picture);
  await engine.stop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
