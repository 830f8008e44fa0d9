import { type ContextOf, each, exit, flow, fn, key, MachineStep, Step, type StepContext } from 'millrace';

// Items that run at the same time write to the same keys; the keys declare how to merge.

export interface Count {
  readonly words: number;
  readonly longest: string;
}

// #region keys
/** Adds the contributions of all items. Each starts from the same sum, so its contribution is the difference. */
const words = key('words', 0, {
  merge: (base, values) => values.reduce((sum, value) => sum + value - base, base),
});
const longest = key('longest', '', {
  merge: (base, values) => values.reduce((best, word) => (word.length > best.length ? word : best), base),
});

@Step()
class CountWords extends MachineStep<string, number> {
  execute(line: string, { shared }: ContextOf<this>) {
    const found = line.match(/\w+/g) ?? [];
    shared.update(words, (sum) => sum + found.length);
    for (const word of found) shared.update(longest, (best) => (word.length > best.length ? word : best));
    return found.length;
  }
}
// #endregion keys

const report = fn('report', (_: unknown, { shared }: StepContext): Count => {
  return { words: shared.get(words), longest: shared.get(longest) };
});

const draft = flow('word-count').nodes({ lines: each(CountWords, { concurrency: 4 }), report, done: exit<Count>() });
const { to } = draft;

export const wordCount = draft.wire('lines', { lines: to.report, report: to.done });
