import { IsInt, Matches, Max, Min } from 'class-validator';
import type { Airport } from './airport';

/** A flight as it is in the file. */
export class FlightRecord {
  @Matches(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/)
  date!: string;

  /** Minutes; negative for a flight that was early. */
  @IsInt()
  @Min(-180)
  @Max(1440)
  delay!: number;

  /** Miles, as the airline counts them. */
  @IsInt()
  @Min(1)
  distance!: number;

  @Matches(/^[A-Z0-9]{3}$/)
  origin!: string;

  @Matches(/^[A-Z0-9]{3}$/)
  destination!: string;
}

/** A validated flight. */
export interface Flight {
  readonly date: string;
  readonly delay: number;
  readonly origin: string;
  readonly destination: string;
}

/** A flight whose airports are known. */
export interface LocatedFlight extends Flight {
  readonly from: Airport;
  readonly to: Airport;
  /** As the crow flies. */
  readonly miles: number;
}
