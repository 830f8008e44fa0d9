import { RouterStep, Step } from 'millrace';
import type { Forecast } from './forecast';

@Step()
export class WeatherRouter extends RouterStep<Forecast, { dry: Forecast; wet: Forecast; white: Forecast }> {
  execute(forecast: Forecast) {
    if (forecast.weather === 'snow') return this.to('white', forecast);
    return this.to(forecast.weather === 'rain' || forecast.weather === 'drizzle' ? 'wet' : 'dry', forecast);
  }
}
