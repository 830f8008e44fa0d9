import { choose, exit, flow, repeat, route } from 'millrace';

// Repeats while the answer is not good enough, three times at most. Not to be confused with `retry`, which is for
// steps that throw.

export interface Bid {
  readonly price: number;
  readonly limit: number;
}

// #region flow
const round = choose('offer', (bid: Bid) =>
  bid.price >= bid.limit ? route('accepted', bid) : route('again', { ...bid, price: bid.price + 10 }),
);

const { to, wire } = flow('negotiation').nodes({
  rounds: repeat(round, { max: 3 }),
  sold: exit<Bid>(),
  unsold: exit<Bid>(),
});

export const negotiation = wire('rounds', { rounds: { accepted: to.sold, exhausted: to.unsold } });
// #endregion flow
