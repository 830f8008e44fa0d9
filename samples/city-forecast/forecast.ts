export interface Forecast {
  readonly city: string;
  readonly date: string;
  readonly weather: string;
  /** Highest temperature, °C. */
  readonly warmest: number;
  /** What it rests on. */
  readonly basis: string;
}
