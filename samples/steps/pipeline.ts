import { exit, flow, fn, pipe, type StepFailure } from 'millrace';

// Stages in a row. Each takes the output of the one before, and the compiler checks the types.

// #region pipe
const slug = pipe(
  fn('trim', (text: string) => text.trim()),
  fn('lower case', (text: string) => text.toLowerCase()),
  fn('join words', (text: string) => {
    if (text === '') throw new Error('nothing is left of the title');
    return text.replaceAll(' ', '_');
  }),
);

const { to, wire } = flow('file-name').nodes({ slug, named: exit<string>(), failed: exit<string>() });

export const fileName = wire('slug', {
  slug: {
    next: to.named,
    error: to.failed.via(({ node, failure }: StepFailure<string>) => `${node} failed: ${failure.message}`),
  },
});
// #endregion pipe
