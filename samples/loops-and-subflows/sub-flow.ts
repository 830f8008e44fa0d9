import { choose, exit, flow, fn, route } from 'millrace';

// A flow as a node: its exits are its actions, and the parent has to wire every one of them.

export interface Payment {
  readonly amount: number;
  readonly country: string;
}

const inner = flow('screening').nodes({
  amount: choose('amount', (payment: Payment) =>
    payment.amount > 0 ? route('positive', payment) : route('invalid', payment),
  ),
  country: choose('country', (payment: Payment) =>
    payment.country === 'CH' ? route('home', payment) : route('abroad', payment),
  ),
  clear: exit<Payment>(),
  suspicious: exit<Payment>(),
  invalid: exit<Payment>(),
});

export const screening = inner.wire('amount', {
  amount: { positive: inner.to.country, invalid: inner.to.invalid },
  country: { home: inner.to.clear, abroad: inner.to.suspicious },
});

// #region outer
const outer = flow('transfer').nodes({
  screen: screening,
  inspect: fn('inspect', ({ country }: Payment) => `inspected, from ${country}`),
  book: fn('book', ({ amount }: Payment) => `booked ${amount}`),
  done: exit<string>(),
  refused: exit<Payment>(),
});

export const transfer = outer.wire('screen', {
  screen: { clear: outer.to.book, suspicious: outer.to.inspect, invalid: outer.to.refused },
  inspect: outer.to.done,
  book: outer.to.done,
});
// #endregion outer
