import { readdirSync } from 'node:fs';
import { compile, errorsIn, inTypes, read } from './compiler';

// Every mistake in refused/ stands below a comment that says what it is and which words the compiler's message must
// name. The messages themselves are kept as a snapshot: it shows in review when one becomes worse.

const MISTAKE = /^\s*\/\/ @ts-expect-error (.+) \(names (.+)\)$/;

interface Mistake {
  readonly what: string;
  readonly names: readonly string[];
  readonly messages: readonly string[];
}

const files = readdirSync(inTypes('refused')).map((name) => inTypes('refused', name));
const texts = new Map(files.map((file) => [file, read(file).replaceAll('@ts-expect-error', 'refused:')]));
const program = compile(texts);

/** Each mistake of a file with what the compiler says up to the next one, and what it says before the first. */
function mistakesIn(file: string): { readonly mistakes: readonly Mistake[]; readonly elsewhere: readonly string[] } {
  const lines = read(file).split('\n');
  const errors = errorsIn(program, file);
  const below = (from: number, to: number) =>
    errors.filter(({ line }) => line >= from && line < to).map(({ line, text }) => ({ line, text }));
  const mistakes = lines.flatMap((line, index): (Mistake & { at: number })[] => {
    const [, what, names] = MISTAKE.exec(line) ?? [];
    if (what === undefined || names === undefined) return [];
    const found = below(index + 1, index + 2).map(({ text }) => text);
    return [{ at: index + 1, what, names: names.split(', '), messages: found }];
  });
  const expected = new Set(mistakes.map(({ at }) => at));
  return {
    mistakes,
    elsewhere: errors.filter(({ line }) => !expected.has(line)).map(({ line, text }) => `${line + 1}: ${text}`),
  };
}

describe.each(files.map((file) => [file.replace(/^.*\//, ''), file] as const))(
  'the compiler, in refused/%s,',
  (_, file) => {
    const { mistakes, elsewhere } = mistakesIn(file);

    it('finds nothing but the mistakes', () => {
      expect(elsewhere).toEqual([]);
    });

    if (mistakes.length > 0) {
      it.each(mistakes.map((mistake) => [mistake.what, mistake] as const))(
        'refuses %s',
        (_what, { names, messages }) => {
          const text = messages.join('\n');
          expect(messages).toHaveLength(1);
          expect({ text, missing: names.filter((name) => !text.includes(name)) }).toEqual({ text, missing: [] });
          expect(text).toMatchSnapshot();
        },
      );
    }
  },
);
