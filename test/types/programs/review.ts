import { all, type ContextOf, choose, exit, flow, HumanStep, node, route, Step, unchecked } from 'millrace';

// Two of three reviewers decide; the third is not waited for.

export interface Doc {
  readonly id: string;
}
export class Vote {
  ok!: boolean;
  comment!: string;
}
export type Votes = Partial<Record<'anna' | 'ben' | 'cora', { readonly action: string; readonly value: Vote }>>;

@Step({ form: unchecked<Vote>() })
export class Review extends HumanStep<Doc, Vote, { approve: Vote; refuse: Vote }, { by: string }> {
  request(doc: Doc, ctx: ContextOf<this>) {
    return { title: doc.id, assignee: ctx.params.by };
  }

  complete(vote: Vote) {
    return this.to(vote.ok ? 'approve' : 'refuse', vote);
  }
}

const by = (by: string) => node(Review, { params: { by } });
const two = (votes: Votes, action: string) => Object.values(votes).filter((vote) => vote.action === action).length >= 2;

const { to, wire } = flow('review').nodes({
  ask: all(
    { anna: by('anna'), ben: by('ben'), cora: by('cora') },
    { until: (done) => two(done, 'approve') || two(done, 'refuse') },
  ),
  count: choose('count', (votes: Votes) =>
    two(votes, 'approve') ? route('accepted', votes) : route('refused', votes),
  ),
  accepted: exit<Votes>(),
  refused: exit<Votes>(),
});

export const review = wire('ask', { ask: to.count, count: { accepted: to.accepted, refused: to.refused } });
