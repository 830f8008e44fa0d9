import { choose, exit, flow, fn, route } from 'millrace';

// An edge that leads back to an earlier node: an article returns to its author until the editor accepts it.

export interface Manuscript {
  readonly text: string;
  readonly drafts: number;
}

const { to, wire } = flow('editing').nodes({
  write: fn('write', ({ text, drafts }: Manuscript) => ({ text: text.replace(/very /, ''), drafts: drafts + 1 })),
  read: choose('read', (draft: Manuscript) =>
    draft.text.includes('very ') ? route('revise', draft) : route('accept', draft),
  ),
  printed: exit<Manuscript>(),
});

export const editing = wire('write', {
  write: to.read,
  read: { revise: to.write, accept: to.printed },
});
