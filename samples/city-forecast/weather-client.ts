/** A day as it was observed. */
export interface Day {
  /** As 2015-07-10. */
  readonly date: string;
  readonly weather: string;
  /** Highest temperature, °C. */
  readonly warmest: number;
  /** Rain or snow, mm. */
  readonly precipitation: number;
}

/** Where observations come from. The class is also the container's token. */
export abstract class WeatherClient {
  /**
   * The days that were observed in a city; `undefined` for a city without a station.
   *
   * @throws {ServiceUnavailable} when the service does not answer; asking again may help
   */
  abstract history(city: string, signal: AbortSignal): Promise<readonly Day[] | undefined>;
}

export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly status = 503;
}
