import { BatchStep, exit, flow, fn, Step } from 'millrace';

// Several items at once, results in the order of the items. Filtering or summing up a list needs no loop of
// its own: it is a function of the results.

export interface Measurement {
  readonly station: string;
  readonly fahrenheit: number;
}

// #region step
@Step({ concurrency: 4 })
class Convert extends BatchStep<Measurement, number> {
  execute({ fahrenheit }: Measurement) {
    return Math.round(((fahrenheit - 32) * 5) / 9);
  }
}
// #endregion step

// #region flow
const { to, wire } = flow('warm-days').nodes({
  convert: Convert,
  warm: fn('warm', (celsius: readonly number[]) => celsius.filter((one) => one >= 20)),
  average: fn('average', (warm: readonly number[]) => warm.reduce((sum, one) => sum + one, 0) / warm.length),
  done: exit<number>(),
});

export const warmDays = wire('convert', { convert: to.warm, warm: to.average, average: to.done });
// #endregion flow
