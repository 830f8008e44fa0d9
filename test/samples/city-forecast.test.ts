import { readFileSync } from 'node:fs';
import { Container } from 'inversify';
import { InputError } from 'millrace';
import { createTestEngine, testFlow } from 'millrace/testing';
import { ArchiveClient } from '../../samples/city-forecast/archive-client';
import { FlakyClient } from '../../samples/city-forecast/flaky-client';
import { cityForecast } from '../../samples/city-forecast/flow';
import { ServiceUnavailable, WeatherClient } from '../../samples/city-forecast/weather-client';
import { datasetFile } from '../../samples/data/dataset-file';
import { runSample } from './run-sample';

const archive = new ArchiveClient(readFileSync(datasetFile('weather.csv'), 'utf8'));

function containerWith(client: WeatherClient): Container {
  const container = new Container();
  container.bind(WeatherClient).toConstantValue(client);
  return container;
}

const forecast = async (city: string, date: string, client: WeatherClient = archive) =>
  (await testFlow(cityForecast, { input: { city, date }, container: containerWith(client) })).result;

describe('city forecast', () => {
  it.each([
    ['2015-07-10', 'sun', 28.1, 'take the bicycle'],
    ['2014-12-24', 'rain', 9.3, 'take an umbrella'],
  ])('compares %s with the week before and earlier years', async (date, weather, warmest, advice) => {
    await expect(forecast('Seattle', date)).resolves.toMatchObject({
      action: 'done',
      value: { forecast: { weather, warmest: expect.closeTo(warmest, 1) }, advice },
    });
  });

  it('advises boots where it snowed', async () => {
    class Alps extends WeatherClient {
      async history() {
        return ['2014-01-30', '2015-01-30'].map((date) => ({ date, weather: 'snow', warmest: -4, precipitation: 9 }));
      }
    }
    const outcome = forecast('Zermatt', '2015-02-01', new Alps());
    await expect(outcome).resolves.toMatchObject({ value: { advice: 'take the boots', forecast: { warmest: -4 } } });
  });

  it.each([
    ['Atlantis', '2015-02-01', 'unknownCity'],
    ['Seattle', '2031-01-01', 'unknownDate'],
    ['Seattle', '2012-01-01', 'unknownDate'],
  ])('has an exit of its own for %s at %s', async (city, date, action) => {
    await expect(forecast(city, date)).resolves.toEqual({ action, value: { city, date } });
  });

  it.each([
    ['', '2015-02-01'],
    ['Seattle', 'tomorrow'],
    ['Seattle', '2015-02-30'],
    ['Seattle', '2015-02-01T10:00'],
  ])('refuses "%s" at "%s" before anything starts', async (city, date) => {
    const engine = createTestEngine({ container: containerWith(archive), flows: [cityForecast] });
    await expect(engine.start(cityForecast, { city, date })).rejects.toThrow(InputError);
    await expect(engine.list()).resolves.toMatchObject({ items: [] });
    await engine.stop();
  });

  it('asks up to three times and then guesses, under one correlation id', async () => {
    const history = jest.fn(async () => {
      throw new ServiceUnavailable('down');
    });
    class Down extends WeatherClient {
      override history = history;
    }
    const engine = createTestEngine({ container: containerWith(new Down()), flows: [cityForecast] });
    const run = await engine.start(cityForecast, { city: 'Seattle', date: '2015-07-10' }, { correlationId: 'c-1' });
    await engine.runUntilIdle();
    const { result, events } = engine.trace(run);
    expect(result).toMatchObject({ value: { forecast: { basis: expect.stringContaining('service is down') } } });
    expect(history).toHaveBeenCalledTimes(3);
    expect(events.filter(({ type }) => type === 'step.retrying')).toHaveLength(2);
    expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(new Set(['c-1']));
    await engine.stop();
  });

  it('fails in the same order for the same seed', async () => {
    const failures = async (seed: number) => {
      const client = new FlakyClient(archive, 0.5, seed);
      const asked = Array.from({ length: 20 }, async () => client.history('Seattle', new AbortController().signal));
      return (await Promise.allSettled(asked)).map(({ status }) => status);
    };
    const first = await failures(1);
    expect(new Set(first)).toEqual(new Set(['fulfilled', 'rejected']));
    await expect(failures(1)).resolves.toEqual(first);
    await expect(failures(2)).resolves.not.toEqual(first);
  });

  it('prints an answer to every request', async () => {
    const printed = await runSample('city-forecast');
    expect(printed).toContain('request-1  Seattle, 2015-07-10: rain, 12.0 °C, take an umbrella (from nothing');
    expect(printed).toContain('request-2  no answer, asking again');
    expect(printed).toContain('request-3  New York, 2015-02-01: sun, 2.3 °C');
    expect(printed).toContain('request-4  there is no station in Atlantis');
    expect(printed).toContain('request-5  nothing is known about the time around 2031-01-01');
    expect(printed).toContain('request-6  input of flow "city-forecast" is not valid: date:');
  });
});
