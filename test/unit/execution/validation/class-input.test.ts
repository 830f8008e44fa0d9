import { InputError, type InputIssue, MillraceError } from '../../../../src/errors';
import { validateInput } from '../../../../src/execution/validation';
import type { InputType } from '../../../../src/step';
import { Address, Basket, Booking, Exploding, Line, Note, Order, Picky, Recursive, Untyped } from './input-classes';

const good = () => ({
  id: 'o-1',
  address: { street: 'High Street' },
  lines: [{ sku: 'a', price: 1 }],
  at: '2026-01-02T03:04:05.000Z',
});

const validate = (type: InputType, value: unknown) => validateInput(type, value, 'input of flow "orders"');

function issuesOf(type: InputType, value: unknown): readonly InputIssue[] {
  try {
    validate(type, value);
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  throw new Error('was not refused');
}

type Validation = typeof import('../../../../src/execution/validation');

describe('input of a declared class', () => {
  it('becomes an instance, all the way down', () => {
    const order = validate(Order, good()) as Order;
    expect(order).toBeInstanceOf(Order);
    expect(order.address).toBeInstanceOf(Address);
    expect(order.lines[0]).toBeInstanceOf(Line);
    expect(order.at).toEqual(new Date('2026-01-02T03:04:05.000Z'));
    expect(order.total()).toBe(1);
  });

  it('is used as it is if it is an instance already, and validated all the same', () => {
    const order = validate(Order, good()) as Order;
    expect(validate(Order, order)).toBe(order);
    class Rush extends Order {}
    const rush = Object.assign(new Rush(), order);
    expect(validate(Order, rush)).toBe(rush);
    expect(issuesOf(Order, Object.assign(new Order(), { id: 1 }))).toContainEqual({
      path: 'id',
      message: 'id must be a string',
    });
  });

  it('is never changed', () => {
    const value = good();
    const before = JSON.stringify(value);
    validate(Order, value);
    expect(JSON.stringify(value)).toBe(before);
    expect(() => validate(Order, Object.freeze({ ...good(), at: undefined }))).not.toThrow();
  });

  it.each([[null], [undefined], [1], ['text'], [[]], [[good()]], [() => good()]])('cannot be %p', (value) => {
    expect(issuesOf(Order, value)[0]?.message).toMatch(/^expected an object with the properties of Order, got /);
  });

  it('reports every issue with its path', () => {
    const value = {
      id: 'x',
      address: { street: 5, zip: 1 },
      lines: [
        { sku: 'a', price: 1 },
        { sku: 'b', price: -1 },
      ],
    };
    expect(issuesOf(Order, value)).toEqual([
      { path: 'address.zip', message: 'property zip should not exist' },
      { path: 'address.street', message: 'street must be a string' },
      { path: 'lines[1].price', message: 'price must not be less than 0' },
    ]);
    expect(() => validate(Order, value)).toThrow(
      /^input of flow "orders" is not valid: address\.zip: property zip should not exist; /,
    );
  });

  it('reports a hundred issues at most', () => {
    const lines = Array.from({ length: 300 }, () => ({ sku: 1, price: 1 }));
    const issues = issuesOf(Order, { ...good(), lines });
    expect(issues).toHaveLength(101);
    expect(issues[100]).toEqual({ path: '', message: 'and 200 more' });
  });

  it('cannot be a list where one object is declared, nor the reverse', () => {
    expect(issuesOf(Order, { ...good(), address: [] })).toEqual([
      { path: 'address', message: 'must be one Address, not a list' },
    ]);
    expect(issuesOf(Order, { ...good(), address: [{ street: 'x' }] })).toHaveLength(1);
    expect(issuesOf(Basket, { lines: { sku: 'a', price: 1 } })).toEqual([{ path: 'lines', message: 'must be a list' }]);
    expect(validate(Basket, { lines: [] })).toBeInstanceOf(Basket);
  });

  it('says what a nested property without @Type needs', () => {
    expect(issuesOf(Untyped, { inner: { a: 1 } })[0]).toEqual({
      path: 'inner',
      message: expect.stringContaining('@Type(() => TheClass)') as string,
    });
  });

  it('is only made an instance if the class has no validators', () => {
    const raw = new Uint8Array([1, 2]);
    const note = validate(Note, {
      text: 'hi',
      tags: new Set(['a']),
      raw,
      free: { tags: new Set([1]) },
      more: 1,
    }) as Note;
    expect(note).toBeInstanceOf(Note);
    expect(note.shout()).toBe('HI');
    expect(note.tags).toEqual(new Set(['a']));
    expect(Uint8Array.from(note.raw ?? [])).toEqual(raw);
    expect(note.free).toEqual({ tags: new Set([1]) });
    expect(note).toHaveProperty('more', 1);
    expect((validate(Note, { text: undefined }) as Note).text).toBe('empty');
  });

  it('pollutes nothing and cannot name `__proto__` or `constructor`', () => {
    for (const text of ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}']) {
      const hostile: unknown = JSON.parse(text);
      expect(issuesOf(Note, hostile)[0]?.message).toMatch(/must not have a property/);
      expect(issuesOf(Note, { free: [hostile] })[0]?.path).toBe('free[0]');
      expect(issuesOf(Order, { ...good(), address: hostile })[0]?.path).toBe('address');
    }
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('cannot be cyclic, huge, deep or a promise', () => {
    const cyclic: { next?: unknown } = {};
    cyclic.next = { next: cyclic };
    expect(issuesOf(Recursive, cyclic)).toEqual([{ path: 'next.next', message: 'refers back to what contains it' }]);
    const instance = new Recursive();
    instance.next = instance;
    expect(issuesOf(Recursive, instance)[0]?.path).toBe('next');
    let deep: { next?: unknown } = {};
    for (let level = 0; level < 20_000; level += 1) deep = { next: deep };
    expect(issuesOf(Recursive, deep)[0]?.message).toBe('is nested more than 100 levels deep');
    expect(issuesOf(Note, { free: Array.from({ length: 100_001 }, () => 1) })[0]?.message).toMatch(/100000 values/);
    const vast: unknown[] = [];
    vast.length = 2 ** 32 - 1;
    expect(issuesOf(Note, { free: vast })[0]?.message).toMatch(/100000 values/);
    expect(issuesOf(Note, { free: Promise.reject(new Error('lost')).catch(() => 1) })[0]?.message).toMatch(/await it/);
    expect(issuesOf(Note, { free: new Map([[1, cyclic]]) })[0]?.message).toMatch(/refers back/);
  });

  it('is refused with an error of ours whatever goes wrong inside', () => {
    expect(() => validate(Exploding, { name: 'x' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', cause: new Error('no database') }),
    );
    expect(() => validate(Picky, { size: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    const trap = Object.defineProperty({}, 'id', {
      enumerable: true,
      get() {
        throw new TypeError('no');
      },
    });
    expect(() => validate(Order, trap)).toThrow(MillraceError);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => validate(Order, proxy)).toThrow(MillraceError);
  });

  it('refuses asynchronous validators instead of skipping them', () => {
    expect(() => validate(Booking, { seat: '1A' })).toThrow(
      expect.objectContaining({ code: 'DEFINITION', message: expect.stringContaining('seat') as string }),
    );
  });
});

describe('without class-validator', () => {
  afterEach(() => {
    jest.dontMock('class-validator');
    jest.resetModules();
  });

  it('says what to install', () => {
    jest.resetModules();
    jest.doMock('class-validator', () => {
      throw new Error("Cannot find module 'class-validator'");
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a fresh copy that has loaded nothing yet
    const fresh = require('../../../../src/execution/validation') as Validation;
    expect(() => fresh.validateInput(Note, {}, 'input of step "Note"')).toThrow(
      /input of step "Note" .*npm install class-validator class-transformer/,
    );
  });
});
