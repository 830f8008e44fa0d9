import { key, route } from 'millrace';
import { isRouted } from '../../../src/step';

describe('a route', () => {
  it('holds an action and a value', () => {
    expect(route('small', 5)).toMatchObject({ action: 'small', value: 5 });
  });

  it('is told from data that looks like it', () => {
    expect(isRouted(route('small', 5))).toBe(true);
    expect([{ action: 'small', value: 5 }, null, undefined, 'small', 5].map(isRouted)).toEqual(Array(5).fill(false));
  });

  it('is known to another copy of the library by its mark', () => {
    const mark = Symbol.for('millrace.routed');
    expect(isRouted({ [mark]: true, action: 'small', value: 5 })).toBe(true);
  });
});

describe('a key of the shared store', () => {
  it('holds its name and its first value, and cannot be changed', () => {
    const attempts = key('attempts', 0);
    expect(attempts).toEqual({ name: 'attempts', initial: 0 });
    expect(Object.isFrozen(attempts)).toBe(true);
  });
});
