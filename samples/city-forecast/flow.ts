import { exit, flow, fn } from 'millrace';
import { FetchHistory } from './fetch-history';
import type { Forecast } from './forecast';
import { ForecastRequest } from './forecast-request';
import { Predict } from './predict';
import { WeatherRouter } from './weather-router';

export interface Advice {
  readonly forecast: Forecast;
  readonly advice: string;
}

const advise = (advice: string) => fn('advise', (forecast: Forecast): Advice => ({ forecast, advice }));

// #region flow
const { to, wire } = flow('city-forecast', { input: ForecastRequest }).nodes({
  fetch: FetchHistory,
  predict: Predict,
  weather: WeatherRouter,
  dry: advise('take the bicycle'),
  wet: advise('take an umbrella'),
  white: advise('take the boots'),
  guess: fn('guess', ({ city, date }: ForecastRequest): Forecast => {
    return { city, date, weather: 'rain', warmest: 12, basis: 'nothing: the weather service is down' };
  }),
  done: exit<Advice>(),
  unknownCity: exit<ForecastRequest>(),
  unknownDate: exit<ForecastRequest>(),
});

export const cityForecast = wire('fetch', {
  fetch: { found: to.predict, unknownCity: to.unknownCity, unavailable: to.guess },
  predict: { predicted: to.weather, unknownDate: to.unknownDate },
  weather: { dry: to.dry, wet: to.wet, white: to.white },
  dry: to.done,
  wet: to.done,
  white: to.done,
  guess: to.weather,
});
// #endregion flow
