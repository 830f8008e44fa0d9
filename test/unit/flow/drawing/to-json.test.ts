import { exit, flow } from 'millrace';
import { structuralHash, toJSON } from 'millrace/flow/drawing';
import { Order } from '../../../types/programs/saga';
import { Work } from '../steps';
import { everything } from './everything';

describe('toJSON', () => {
  it('describes every kind of node and edge', () => {
    expect(toJSON(everything)).toMatchSnapshot();
  });

  it('gives data that JSON keeps entirely', () => {
    const description = toJSON(everything);
    expect(JSON.parse(JSON.stringify(description))).toStrictEqual(description);
  });

  it('names the flow, its version and its structural hash', () => {
    expect(toJSON(everything)).toMatchObject({
      format: 1,
      name: 'everything',
      version: '1.2.3',
      start: 'begin',
      hash: structuralHash(everything),
    });
  });

  it('names input classes, and schemas by their vendor', () => {
    const schema = { '~standard': { version: 1, vendor: 'zod', validate: (value: unknown) => ({ value }) } } as const;
    const named = (input: typeof Order | typeof schema) => {
      const { to, wire } = flow('named', { input: input as never }).nodes({ work: Work, done: exit<number>() });
      return toJSON(wire('work' as never, { work: to.done })).input;
    };
    expect(named(Order)).toBe('Order');
    expect(named(schema)).toBe('zod');
  });
});
