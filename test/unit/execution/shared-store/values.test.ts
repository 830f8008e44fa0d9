import { key, type Shared } from 'millrace';
import { inSteps, lastOf } from './with-shared';

describe('the shared store', () => {
  it('hands values on to later steps, null and undefined too', async () => {
    const seen = await inSteps([
      (shared) => {
        shared.set('text', 'a');
        shared.set('nothing', null);
        shared.set('void', undefined);
      },
      (shared) => [
        ['text', 'nothing', 'void', 'other'].map((name) => shared.get(name)),
        ['text', 'nothing', 'void', 'other'].map((name) => shared.has(name)),
      ],
    ]);
    expect(seen[1]).toEqual([
      ['a', null, undefined, undefined],
      [true, true, true, false],
    ]);
  });

  it('gives the initial value of a typed key until it is written', async () => {
    const attempts = key('attempts', 3);
    const seen = await inSteps([
      (shared) => [shared.get(attempts), shared.has(attempts), shared.get('attempts')],
      (shared) => {
        shared.set(attempts, 4);
        return [shared.get(attempts), shared.has(attempts), shared.get('attempts')];
      },
      (shared) => [shared.delete(attempts), shared.get(attempts), shared.has(attempts)],
      (shared) => [shared.get(attempts), shared.delete(attempts)],
    ]);
    expect(seen).toEqual([
      [3, false, undefined],
      [4, true, 4],
      [true, 3, false],
      [3, false],
    ]);
  });

  it('deletes what an earlier step wrote, and what the step itself wrote', async () => {
    const seen = await inSteps([
      (shared) => {
        shared.merge({ a: 1, b: 2 });
      },
      (shared) => {
        shared.set('own', 1);
        return [shared.delete('a'), shared.delete('a'), shared.delete('own'), shared.delete('nobody'), shared.keys()];
      },
      (shared) => shared.keys(),
    ]);
    expect(seen.slice(1)).toEqual([[true, false, true, false, ['b']], ['b']]);
  });

  it('can be written again after a delete, in the same step or later', async () => {
    const write = (value: number) => (shared: Shared) => {
      shared.delete('a');
      shared.set('a', value);
    };
    await expect(lastOf(write(1), write(2), (shared) => shared.get('a'))).resolves.toBe(2);
  });

  it('lists its keys in alphabetical order, and how many there are', async () => {
    const seen = await inSteps([
      (shared) => {
        shared.merge({ b: 1, c: 1, a: 1 });
      },
      (shared) => {
        shared.set('aa', 1);
        shared.delete('c');
        return [shared.keys(), shared.size];
      },
      (shared) => {
        shared.clear();
        return [shared.keys(), shared.size, shared.snapshot()];
      },
      (shared) => [shared.keys(), shared.size],
    ]);
    expect(seen.slice(1)).toEqual([
      [['a', 'aa', 'b'], 3],
      [[], 0, {}],
      [[], 0],
    ]);
  });

  it('merges a record over what is there, and nothing of null', async () => {
    const seen = await lastOf(
      (shared) => {
        shared.merge({ a: 1, b: 1 });
        shared.merge(null);
        shared.merge(undefined);
      },
      (shared) => {
        shared.merge({ b: 2, c: null });
        return shared.snapshot();
      },
    );
    expect(seen).toEqual({ a: 1, b: 2, c: null });
  });

  it('updates a value by what it was', async () => {
    const count = key('count', 10);
    const seen = await inSteps([
      (shared) => [shared.update(count, (value) => value + 1), shared.update('text', (value) => `${String(value)}!`)],
      (shared) => [shared.get(count), shared.get('text')],
    ]);
    expect(seen).toEqual([
      [11, 'undefined!'],
      [11, 'undefined!'],
    ]);
  });

  it('is as large as one likes: 100,000 keys', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `k${index}`);
    const seen = await lastOf(
      (shared) => {
        for (const name of names) shared.set(name, name);
      },
      (shared) => [shared.size, shared.get('k99999'), Object.keys(shared.snapshot()).length],
    );
    expect(seen).toEqual([100_000, 'k99999', 100_000]);
  });
});

describe('what is read from the shared store', () => {
  const start = () => ({ list: [1], deep: { map: new Map([['a', [1]]]), when: new Date(5) } });

  it('is a copy: changing it changes nothing until it is set', async () => {
    const seen = await inSteps([
      (shared) => {
        shared.set('x', start());
      },
      (shared) => {
        const x = shared.get('x') as ReturnType<typeof start>;
        x.list.push(2);
        x.deep.map.get('a')?.push(2);
        x.deep.when.setTime(9);
      },
      (shared) => shared.get('x'),
      (shared) => {
        const x = shared.get('x') as ReturnType<typeof start>;
        x.list.push(3);
        shared.set('x', x);
      },
      (shared) => shared.get('x'),
    ]);
    expect(seen[2]).toEqual(start());
    expect(seen[4]).toEqual({ ...start(), list: [1, 3] });
  });

  it('is the same object for the whole attempt', async () => {
    const seen = await lastOf(
      (shared) => {
        shared.set('x', start());
      },
      (shared) => {
        const first = shared.get('x');
        return shared.get('x') === first;
      },
    );
    expect(seen).toBe(true);
  });

  it('is a copy of the initial value too', async () => {
    const list = key<number[]>('list', []);
    const seen = await inSteps([
      (shared) => {
        shared.get(list).push(1);
        return shared.get(list);
      },
      (shared) => shared.get(list),
    ]);
    expect([seen[1], list.initial]).toEqual([[], []]);
  });

  it('does not change when a snapshot is changed', async () => {
    const seen = await lastOf(
      (shared) => {
        shared.set('x', start());
      },
      (shared) => {
        const { x } = shared.snapshot() as { x: ReturnType<typeof start> };
        x.list.push(2);
        return shared.get('x');
      },
    );
    expect(seen).toEqual(start());
  });
});

describe('what is written to the shared store', () => {
  it('is what it was when the step was committed, whatever the step does with it afterwards', async () => {
    const mine = { list: [1] };
    const seen = await inSteps([
      (shared) => {
        shared.set('x', mine);
        mine.list.push(2);
      },
      (shared) => {
        mine.list.push(3);
        return shared.get('x');
      },
    ]);
    expect(seen[1]).toEqual({ list: [1, 2] });
  });

  it('keeps what refers to itself, or to the same thing twice', async () => {
    const seen = await lastOf(
      (shared) => {
        const ring: unknown[] = [];
        ring.push(ring);
        const part = { n: 1 };
        shared.set('x', { ring, twice: [part, part] });
      },
      (shared) => shared.get('x'),
    );
    const { ring, twice } = seen as { ring: unknown[]; twice: unknown[] };
    expect([ring[0] === ring, twice[0] === twice[1], twice[0]]).toEqual([true, true, { n: 1 }]);
  });

  it('hands on instances and functions as they are, without a journal', async () => {
    class Client {
      #secret = 1;
      get() {
        return this.#secret;
      }
    }
    const client = new Client();
    const bytes = Buffer.from('a');
    const seen = await lastOf(
      (shared) => {
        shared.merge({ client, call: client.get, bytes });
      },
      (shared) => [shared.get('client') === client, shared.get('call') === client.get, shared.get('bytes')],
    );
    expect(seen).toEqual([true, true, bytes]);
  });

  it.each<[string, unknown, string]>([
    [
      'a function',
      { log: () => undefined },
      'key "x" of the shared store: a value cannot be written to a journal: log is a function',
    ],
    ['an instance', { by: new (class User {})() }, 'by is an instance of User'],
    ['no number', [Number.NaN], '[0] is NaN'],
  ])('is refused by a strict engine if it is %s', async (_, value, message) => {
    const run = inSteps([(shared) => shared.set('x', value)], { strict: true });
    await expect(run).rejects.toMatchObject({
      failure: { code: 'NOT_SERIALISABLE', message: expect.stringContaining(message) as string, details: { key: 'x' } },
    });
  });

  it('comes back from a strict engine as from a journal', async () => {
    const value = { when: new Date(1), set: new Set([1]), big: 1n, none: undefined, $: 1 };
    const seen = await inSteps([(shared) => shared.set('x', value), (shared) => shared.get('x')], { strict: true });
    expect(seen[1]).toEqual({ when: new Date(1), set: new Set([1]), big: 1n, $: 1 });
  });

  it.each<[string, (shared: Shared) => unknown, object]>([
    ['a promise', (shared) => shared.set('x', Promise.resolve(1)), { code: 'NOT_SERIALISABLE', details: { key: 'x' } }],
    ['an update that is asynchronous', (shared) => shared.update('x', async () => 1), { code: 'NOT_SERIALISABLE' }],
    ['a list to merge', (shared) => shared.merge([1] as never), { code: 'INVALID_OPTION' }],
    ['a text to merge', (shared) => shared.merge('abc' as never), { code: 'INVALID_OPTION' }],
    ['a key that is no text', (shared) => shared.set(5 as never, 1), { code: 'INVALID_OPTION' }],
    ['no key', (shared) => shared.get(undefined as never), { code: 'INVALID_OPTION' }],
    ['1,001 levels', (shared) => shared.set('x', nested(1001)), { code: 'NOT_SERIALISABLE', details: { key: 'x' } }],
  ])('cannot be %s', async (_, use, failure) => {
    await expect(inSteps([use])).rejects.toMatchObject({ failure: { ...failure, retryable: false } });
  });
});

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
