import { readFile } from 'node:fs/promises';
import { datasetFile } from '../data/dataset-file';
import { parseCsv } from '../data/parse-csv';

export type Reading = Readonly<Record<string, string>>;

/** Two records of the same weather: the station's own, and the archive's, where it is one station among others. */
export class Station {
  /** @param isDown whether the archive is unreachable at the moment */
  constructor(private readonly isDown: () => boolean = () => false) {}

  async ownReading(day: string): Promise<Reading | undefined> {
    return (await rowsOf('seattle-weather.csv')).find(({ date }) => date === day);
  }

  async archived(day: string): Promise<Reading | undefined> {
    if (this.isDown()) throw new Error('the archive does not answer');
    const row = (await rowsOf('weather.csv')).find(({ location, date }) => location === 'Seattle' && date === day);
    if (!row) return undefined;
    const { location: _, ...reading } = row;
    return reading;
  }
}

async function rowsOf(file: string): Promise<readonly Reading[]> {
  return parseCsv(await readFile(datasetFile(file), 'utf8'));
}
