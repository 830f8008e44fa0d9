import { exit, flow, fn, pipe, type StepFailure } from 'millrace';

// One node that handles every failure. An error edge on a pipe or on a flow applies to all nodes inside.

export interface Report {
  readonly node: string;
  readonly attempts: number;
  readonly input: unknown;
  readonly message: string;
}

const parse = fn('parse', (text: string) => {
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`"${text}" is not a number`);
  return value;
});
const root = fn('root', (value: number) => {
  if (value < 0) throw new Error(`${value} has no root`);
  return Math.sqrt(value);
});

// #region flow
const { to, wire } = flow('square-root-of-text').nodes({
  calculate: pipe(parse, root),
  describe: fn('describe', (value: number) => value.toFixed(2)),
  report: fn('report', ({ node, attempts, input, failure }: StepFailure<unknown>): Report => {
    return { node, attempts, input, message: failure.message };
  }),
  done: exit<string>(),
  failed: exit<Report>(),
});

export const squareRootOfText = wire('calculate', {
  calculate: { next: to.describe, error: to.report },
  describe: { next: to.done, error: to.report },
  report: to.failed,
});
// #endregion flow
