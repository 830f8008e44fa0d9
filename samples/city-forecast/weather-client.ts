/** The observations of one day. */
export interface Day {
  /** As 2015-07-10. */
  readonly date: string;
  readonly weather: string;
  /** Highest temperature, °C. */
  readonly warmest: number;
  /** Rain or snow, mm. */
  readonly precipitation: number;
}

/** The source of observations. The class is also the container's token. */
export abstract class WeatherClient {
  /**
   * Returns the observed days of a city; `undefined` for a city without a station.
   *
   * @throws {ServiceUnavailable} when the service does not answer; asking again may help
   */
  abstract history(city: string, signal: AbortSignal): Promise<readonly Day[] | undefined>;
}

export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly status = 503;
}
