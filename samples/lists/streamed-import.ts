import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BatchError, each, exit, flow, fn, type StepFailure } from 'millrace';

// A file that is never in memory as a whole: its lines are read as fast as they are processed, a hundred at a time.

/** Yields the lines of a text file, one after another, without the heading. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let isHeading = true;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!isHeading) yield line;
    isHeading = false;
  }
}

/** The totals of a hundred lines. */
export interface Part {
  readonly days: number;
  readonly rain: number;
}

function addUp(lines: readonly string[]): Part {
  let rain = 0;
  for (const line of lines) {
    const [, date, millimetres] = line.split(',');
    const amount = Number(millimetres);
    if (Number.isNaN(amount)) throw new Error(`${date ?? 'a line'} has no amount of rain`);
    rain += amount;
  }
  return { days: lines.length, rain };
}

// #region flow
const { to, wire } = flow('rain').nodes({
  parts: each(fn('add-up', addUp), { chunk: 100, concurrency: 4, progress: true, onError: 'finish' }),
  total: fn('total', (parts: readonly Part[]) => ({
    days: parts.reduce((sum, { days }) => sum + days, 0),
    rain: parts.reduce((sum, { rain }) => sum + rain, 0),
  })),
  report: fn('report', ({ failure }: StepFailure<unknown>) =>
    [...(BatchError.of(failure)?.items ?? [])].map(([part, { message }]) => `part ${part}: ${message}`),
  ),
  done: exit<Part>(),
  damaged: exit<readonly string[]>(),
});

export const rain = wire('parts', {
  parts: { next: to.total, error: to.report },
  total: to.done,
  report: to.damaged,
});
// #endregion flow
