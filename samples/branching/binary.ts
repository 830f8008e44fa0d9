import { choose, exit, flow, fn, route } from 'millrace';

// One question, two actions.

export interface Visitor {
  readonly name: string;
  readonly age: number;
}

const { to, wire } = flow('admission').nodes({
  age: choose('of age', (visitor: Visitor) => (visitor.age >= 18 ? route('adult', visitor) : route('minor', visitor))),
  welcome: fn('welcome', ({ name }: Visitor) => `Welcome, ${name}`),
  refuse: fn('refuse', ({ name, age }: Visitor) => `Come back in ${18 - age} years, ${name}`),
  done: exit<string>(),
});

export const admission = wire('age', {
  age: { adult: to.welcome, minor: to.refuse },
  welcome: to.done,
  refuse: to.done,
});
