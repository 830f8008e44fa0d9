import { all, exit, flow, fn, pipe } from 'millrace';

// Both branches run concurrently on the same input; the next node receives both results.

export interface Text {
  readonly text: string;
}

const words = fn('words', ({ text }: Text) => text.split(/\s+/));
const count = fn('count', (found: readonly string[]) => found.length);
const longest = fn('longest', (found: readonly string[]) => found.toSorted((a, b) => b.length - a.length)[0] ?? '');
const joined = fn('joined', (found: readonly string[]) => found.join(''));
const letters = fn('letters', (text: string) => text.length);

interface Measures {
  readonly count: number;
  readonly longest: string;
  readonly letters: number;
}

// #region flow
const { to, wire } = flow('text-statistics').nodes({
  words,
  measure: all({ count, longest, letters: pipe(joined, letters) }),
  tell: fn('tell', (of: Measures) => `${of.count} words, ${of.letters} letters, longest: ${of.longest}`),
  done: exit<string>(),
});

export const textStatistics = wire('words', { words: to.measure, measure: to.tell, tell: to.done });
// #endregion flow
