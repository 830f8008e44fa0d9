import { parseCsv } from '../data/parse-csv';
import { type Day, WeatherClient } from './weather-client';

/** Answers from a file of observations. */
export class ArchiveClient extends WeatherClient {
  private readonly cities = new Map<string, Day[]>();

  constructor(csv: string) {
    super();
    for (const { location = '', date = '', weather = '', temp_max, precipitation } of parseCsv(csv)) {
      const days = this.cities.get(location) ?? [];
      days.push({ date, weather, warmest: Number(temp_max), precipitation: Number(precipitation) });
      this.cities.set(location, days);
    }
  }

  async history(city: string): Promise<readonly Day[] | undefined> {
    return this.cities.get(city);
  }
}
