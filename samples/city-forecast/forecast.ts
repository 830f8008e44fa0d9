export interface Forecast {
  readonly city: string;
  readonly date: string;
  readonly weather: string;
  /** Highest temperature, °C. */
  readonly warmest: number;
  /** The basis of the forecast. */
  readonly basis: string;
}
