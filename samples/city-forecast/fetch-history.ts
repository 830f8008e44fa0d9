import { inject } from 'inversify';
import { type ContextOf, RouterStep, Step, type StepFailure } from 'millrace';
import type { ForecastRequest } from './forecast-request';
import { type Day, WeatherClient } from './weather-client';

export interface History {
  readonly request: ForecastRequest;
  readonly days: readonly Day[];
}

interface Answers {
  found: History;
  unknownCity: ForecastRequest;
  unavailable: ForecastRequest;
}

// #region step
@Step({ retry: { maxAttempts: 3, initial: '20ms' }, timeout: '2s' })
export class FetchHistory extends RouterStep<ForecastRequest, Answers> {
  constructor(@inject(WeatherClient) private readonly client: WeatherClient) {
    super();
  }

  async execute(request: ForecastRequest, ctx: ContextOf<this>) {
    const days = await this.client.history(request.city, ctx.signal);
    return days ? this.to('found', { request, days }) : this.to('unknownCity', request);
  }

  override fallback({ input }: StepFailure<ForecastRequest>) {
    return this.to('unavailable', input);
  }
}
// #endregion step
