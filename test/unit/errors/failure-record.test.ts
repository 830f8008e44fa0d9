import { isFailure, MillraceError, TerminalError, toFailure } from 'millrace';
import { fc } from '../../support/cases';

class CardDeclined extends TerminalError {
  static readonly code = 'CARD_DECLINED';
  constructor(reason: string) {
    super(reason, { code: CardDeclined.code });
  }
}
class Unreachable extends Error {}

/** Takes away the methods that tests compare by, and proves that the record is data. */
function asData(thrown: unknown): unknown {
  const record = toFailure(thrown);
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  return record;
}

describe('a failure record', () => {
  it('holds name, code and message of an error', () => {
    expect(asData(new TypeError('x is not a function'))).toEqual({
      name: 'TypeError',
      code: 'STEP_FAILED',
      message: 'x is not a function',
      retryable: false,
      stack: expect.stringContaining('failure-record.test'),
    });
    expect(asData(new CardDeclined('no money'))).toEqual({
      name: 'CardDeclined',
      code: 'CARD_DECLINED',
      message: 'no money',
      retryable: false,
      stack: expect.any(String),
    });
  });

  it('keeps the details of an error that has some', () => {
    const error = new MillraceError('TIMEOUT', 'too slow', { details: { after: 30 } });
    expect(asData(error)).toMatchObject({ code: 'TIMEOUT', details: { after: 30 }, retryable: true });
  });

  it('leaves out details that are no data', () => {
    for (const details of [[], {}, 'text', null]) {
      expect(toFailure(Object.assign(new Error('x'), { details }))).not.toHaveProperty('details');
    }
  });

  it('keeps of other details what is plain data', () => {
    const cyclic: Record<string, unknown> = { n: 1n, make: () => 1, at: new Date(0) };
    cyclic['self'] = cyclic;
    expect(toFailure(Object.assign(new Error('x'), { details: cyclic })).details).toMatchObject({
      n: '1',
      at: '1970-01-01T00:00:00.000Z',
      self: { n: '1' },
    });
  });

  it('says how long to wait: in ms, or in seconds as in HTTP', () => {
    const failure = (more: object) => toFailure(Object.assign(new Error('busy'), more)).retryAfterMs;
    expect(failure({ retryAfter: 2 })).toBe(2000);
    expect(failure({ retryAfterMs: 250, retryAfter: 2 })).toBe(250);
    expect(failure({ retryAfter: 0 })).toBe(0);
    for (const retryAfter of [-1, Number.NaN, Number.POSITIVE_INFINITY, 'soon', null]) {
      expect(failure({ retryAfter })).toBeUndefined();
    }
  });

  it('keeps the causes and the errors behind an error', () => {
    const error = new AggregateError([new Error('one'), 'two'], 'both', { cause: new Unreachable('net') });
    expect(asData(error)).toMatchObject({
      name: 'AggregateError',
      cause: { message: 'net' },
      errors: [
        { name: 'Error', message: 'one' },
        { name: 'NonError', message: 'two' },
      ],
    });
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', 'text'],
    [0, '0'],
    [1n, '1'],
    [Symbol('s'), 'Symbol(s)'],
  ])('can be made of %p', (thrown, message) => {
    expect(asData(thrown)).toEqual({ name: 'NonError', code: 'STEP_FAILED', message, retryable: true });
  });

  it('can be made of a function', () => {
    expect(toFailure(() => 1)).toMatchObject({ name: 'NonError' });
  });

  it('can be made of an object that is no error', () => {
    expect(asData({ status: 503, message: 'busy' })).toMatchObject({ name: 'Error', message: 'busy', retryable: true });
    expect(asData({})).toMatchObject({ name: 'Error', message: '[object Object]' });
    expect(asData(Object.create(null))).toMatchObject({ message: '[object Object]' });
  });

  it('ends where causes go round', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    const record = toFailure(one);
    let depth = 0;
    for (let at: typeof record | undefined = record; at; at = at.cause) depth += 1;
    expect(depth).toBeGreaterThan(1);
    expect(depth).toBeLessThan(20);
  });

  it('does not throw where reading does', () => {
    const trap = {
      get message(): string {
        throw new Error('trap');
      },
    };
    expect(toFailure(trap)).toEqual({
      name: 'Error',
      code: 'STEP_FAILED',
      message: 'an error that cannot be read',
      retryable: true,
    });
    expect(toFailure(new Error('outer', { cause: trap })).cause?.message).toBe('an error that cannot be read');
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    expect(toFailure(hostile).message).toBe('an error that cannot be read');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(toFailure(proxy).message).toBe('an error that cannot be read');
  });

  it('stays small whatever is behind an error', () => {
    const many = (n: number) => Array.from({ length: n }, (_, index) => new Error(`e${index}`));
    expect(toFailure(new AggregateError(many(5000))).errors).toHaveLength(1000);
  });

  it('stays small however errors are nested', () => {
    const nested = (depth: number): Error =>
      depth === 0 ? new Error('leaf') : new AggregateError(Array.from({ length: 20 }, () => nested(depth - 1)));
    expect(JSON.stringify(toFailure(nested(3))).length).toBeLessThan(300_000);
  });

  it('can be made of anything', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (thrown) => {
          const record = toFailure(thrown);
          expect(typeof record.message).toBe('string');
          expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        },
      ),
    );
  });
});

describe('isFailure', () => {
  const record = toFailure(new Error('outer', { cause: new CardDeclined('no money') }));

  it('finds a class by its static code, or else by its name, in the chain of causes', () => {
    expect(isFailure(record, CardDeclined)).toBe(true);
    expect(isFailure(toFailure(new TypeError('x')), TypeError)).toBe(true);
    expect(isFailure(record, TypeError)).toBe(false);
  });

  it('finds a code', () => {
    expect(isFailure(record, 'CARD_DECLINED')).toBe(true);
    expect(isFailure(record, 'CARD_STOLEN')).toBe(false);
    expect(isFailure(record, 'CardDeclined')).toBe(false);
  });

  it('works on a record that was stored', () => {
    expect(isFailure(JSON.parse(JSON.stringify(record)), CardDeclined)).toBe(true);
  });
});
