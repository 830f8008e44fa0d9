import { readFile } from 'node:fs/promises';
import { Container } from 'inversify';
import { createEngine, type Engine, InputError } from 'millrace';
import { datasetFile } from '../data/dataset-file';
import { ArchiveClient } from './archive-client';
import { FlakyClient } from './flaky-client';
import { cityForecast } from './flow';
import { WeatherClient } from './weather-client';

const requests = [
  { city: 'Seattle', date: '2015-07-10' },
  { city: 'Seattle', date: '2014-12-24' },
  { city: 'New York', date: '2015-02-01' },
  { city: 'Atlantis', date: '2015-02-01' },
  { city: 'Seattle', date: '2031-01-01' },
  { city: 'Seattle', date: 'tomorrow' },
];

type Request = (typeof requests)[number];

async function main(): Promise<void> {
  const archive = new ArchiveClient(await readFile(datasetFile('weather.csv'), 'utf8'));
  const container = new Container();
  container.bind(WeatherClient).toConstantValue(new FlakyClient(archive, 0.6, 11));
  const engine = await createEngine({ container, flows: [cityForecast] });
  for (const [index, request] of requests.entries()) {
    const correlationId = `request-${index + 1}`;
    console.log(`${correlationId}  ${await answer(engine, request, correlationId)}`);
  }
  await engine.stop();
}

async function answer(engine: Engine, request: Request, correlationId: string): Promise<string> {
  try {
    // #region run
    const run = await engine.start(cityForecast, request, { correlationId });
    run.events$.subscribe(({ type, correlationId }) => {
      if (type === 'step.retrying') console.log(`${correlationId}  no answer, asking again`);
    });
    const outcome = await run.result();
    switch (outcome.action) {
      case 'done': {
        const { city, date, weather, warmest, basis } = outcome.value.forecast;
        return `${city}, ${date}: ${weather}, ${warmest.toFixed(1)} °C, ${outcome.value.advice} (from ${basis})`;
      }
      case 'unknownCity':
        return `there is no station in ${outcome.value.city}`;
      case 'unknownDate':
        return `nothing is known about the time around ${outcome.value.date}`;
    }
    // #endregion run
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
