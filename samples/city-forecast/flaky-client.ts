import { type Day, ServiceUnavailable, WeatherClient } from './weather-client';

/** Fails with the given rate, in an order that depends on the seed alone. */
export class FlakyClient extends WeatherClient {
  constructor(
    private readonly client: WeatherClient,
    /** Share of failing requests, 0 to 1. */
    private readonly failing: number,
    private seed: number,
  ) {
    super();
  }

  history(city: string, signal: AbortSignal): Promise<readonly Day[] | undefined> {
    // A linear congruential generator, with the constants of Numerical Recipes.
    this.seed = (this.seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    if (this.seed / 2 ** 32 < this.failing) throw new ServiceUnavailable('the weather service does not answer');
    return this.client.history(city, signal);
  }
}
