import { readFile } from 'node:fs/promises';
import { MachineStep, Step } from 'millrace';
import type { FlightRecord } from './flight';

export interface FlightFiles {
  readonly files: readonly string[];
}

/** Reads files of flights. The records are validated later, flight by flight. */
@Step()
export class LoadFlights extends MachineStep<FlightFiles, readonly FlightRecord[]> {
  async execute({ files }: FlightFiles) {
    const lists = await Promise.all(files.map(read));
    return lists.flat();
  }
}

async function read(file: string): Promise<readonly FlightRecord[]> {
  const flights: readonly FlightRecord[] = JSON.parse(await readFile(file, 'utf8'));
  return flights;
}
