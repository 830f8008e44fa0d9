import { IsISO8601, Length } from 'class-validator';

/** The request of a caller. Anything else is refused before a run starts. */
export class ForecastRequest {
  @Length(1, 60)
  city!: string;

  /** As 2015-07-10. */
  @IsISO8601({ strict: true })
  @Length(10, 10)
  date!: string;
}
