import { choose, exit, flow, route, signal, waitFor } from 'millrace';

// A state is a node where the run waits, a transition is an edge. A signal that does not fit the state changes nothing.

export type Command = 'submit' | 'approve' | 'revise' | 'publish';

export const command = signal<Command>('document.command');

const { to, wire } = flow('document').nodes({
  draft: waitFor(command),
  inDraft: choose('in draft', (given: Command) => (given === 'submit' ? route('submit', given) : route('stay', given))),
  review: waitFor(command),
  inReview: choose('in review', (given: Command) => {
    if (given === 'approve') return route('approve', given);
    return given === 'revise' ? route('revise', given) : route('stay', given);
  }),
  approved: waitFor(command),
  whenApproved: choose('when approved', (given: Command) => {
    if (given === 'publish') return route('publish', given);
    return given === 'revise' ? route('revise', given) : route('stay', given);
  }),
  published: exit<Command>(),
});

export const document = wire('draft', {
  draft: to.inDraft,
  inDraft: { submit: to.review, stay: to.draft },
  review: to.inReview,
  inReview: { approve: to.approved, revise: to.draft, stay: to.review },
  approved: to.whenApproved,
  whenApproved: { publish: to.published, revise: to.draft, stay: to.approved },
});
