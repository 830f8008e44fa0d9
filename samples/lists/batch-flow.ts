import { each, exit, flow, fn, key } from 'millrace';

// A flow for each item of a list. The node before makes the list; each flow works on a copy of
// the shared store, so that it sees the earlier values and cannot affect the others.

export interface User {
  readonly id: number;
  readonly name: string;
}

export const region = key('region', 'nowhere');
const note = key('note', '');

// #region inner
const inner = flow('welcome-user').nodes({
  remember: fn('remember', (user: User, ctx) => {
    ctx.shared.set(note, `${user.name} of ${ctx.shared.get(region)}`);
    return user;
  }),
  greet: fn('greet', (user: User, ctx) => `${user.id}: hello, ${ctx.shared.get(note)}`),
  done: exit<string>(),
});

const welcomeUser = inner.wire('remember', { remember: inner.to.greet, greet: inner.to.done });
// #endregion inner

export interface Summary {
  readonly count: number;
  readonly greetings: readonly string[];
  readonly note: string;
}

// #region outer
const { to, wire } = flow('welcome-all').nodes({
  users: fn('users', (names: readonly string[], ctx) => {
    ctx.shared.set(region, 'the north');
    return names.map((name, index): User => ({ id: index + 1, name }));
  }),
  welcome: each(welcomeUser, { concurrency: 2, isolated: true }),
  summary: fn('summary', (greetings: readonly string[], ctx): Summary => {
    return { count: greetings.length, greetings, note: ctx.shared.get(note) };
  }),
  done: exit<Summary>(),
});

export const welcomeAll = wire('users', { users: to.welcome, welcome: to.summary, summary: to.done });
// #endregion outer
