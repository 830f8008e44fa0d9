import { RouterStep, Step } from 'millrace';
import type { History } from './fetch-history';
import type { Forecast } from './forecast';
import type { ForecastRequest } from './forecast-request';
import type { Day } from './weather-client';

const DAY_MS = 86_400_000;
const RECENT_DAYS = 7;
const SEASON_DAYS = 10;

/** Compares the previous week with the same time of earlier years. */
@Step()
export class Predict extends RouterStep<History, { predicted: Forecast; unknownDate: ForecastRequest }> {
  execute({ request, days }: History) {
    const { city, date } = request;
    const recent = days.filter((day) => isWithin(daysBetween(day.date, date), RECENT_DAYS));
    const season = days.filter((day) => isInSeason(day.date, date));
    if (recent.length === 0 || season.length === 0) return this.to('unknownDate', request);
    const warmest = (mean(recent) + mean(season)) / 2;
    const basis = `${recent.length} days before and ${season.length} of earlier years`;
    return this.to('predicted', { city, date, weather: mostFrequent([...recent, ...season]), warmest, basis });
  }
}

/** Returns the days from one date to another. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function isWithin(days: number, limit: number): boolean {
  return days > 0 && days <= limit;
}

/** Whether a day is at about the same time of an earlier year. */
function isInSeason(day: string, date: string): boolean {
  const anniversary = `${date.slice(0, 4)}${day.slice(4)}`;
  return day.slice(0, 4) < date.slice(0, 4) && Math.abs(daysBetween(anniversary, date)) <= SEASON_DAYS;
}

function mean(days: readonly Day[]): number {
  return days.reduce((sum, { warmest }) => sum + warmest, 0) / days.length;
}

function mostFrequent(days: readonly Day[]): string {
  const counts = new Map<string, number>();
  for (const { weather } of days) counts.set(weather, (counts.get(weather) ?? 0) + 1);
  const [[weather] = ['sun']] = [...counts].sort(([, a], [, b]) => b - a);
  return weather;
}
