import { all, choose, exit, flow, node, route } from 'millrace';
import { type Document, type Opinion, Review } from './review';

// #region flow
type Opinions = Partial<Record<'legal' | 'security' | 'style', { readonly action: string; readonly value: Opinion }>>;

const by = (group: string) => node(Review, { params: { group } });
const count = (opinions: Opinions, action: string) =>
  Object.values(opinions).filter((opinion) => opinion.action === action).length;

/** Returns a flow in which reviewers work concurrently. As soon as it is decided, the other tasks are closed. */
function reviewBy(
  rule: string,
  isAccepted: (opinions: Opinions) => boolean,
  isRefused: (opinions: Opinions) => boolean,
) {
  const { to, wire } = flow<Document>(`document-review-${rule}`).nodes({
    reviewers: all(
      { legal: by('legal'), security: by('security'), style: by('style') },
      { until: (opinions) => isAccepted(opinions) || isRefused(opinions) },
    ),
    verdict: choose('verdict', (opinions: Opinions) =>
      isAccepted(opinions) ? route('accepted', opinions) : route('refused', opinions),
    ),
    accepted: exit<Opinions>(),
    refused: exit<Opinions>(),
  });
  return wire('reviewers', { reviewers: to.verdict, verdict: { accepted: to.accepted, refused: to.refused } });
}

/** All have to accept; the first refusal decides. */
export const byAll = reviewBy(
  'all',
  (opinions) => count(opinions, 'accept') === 3,
  (opinions) => count(opinions, 'refuse') > 0,
);

/** One acceptance is enough. */
export const byAny = reviewBy(
  'any',
  (opinions) => count(opinions, 'accept') > 0,
  (opinions) => count(opinions, 'refuse') === 3,
);
// #endregion flow
