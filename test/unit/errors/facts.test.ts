import { type FailureRecord, MillraceError, TerminalError, toFailure } from 'millrace';
import { Secret } from 'millrace/storage';

const detailsOf = (facts: object): FailureRecord['details'] => toFailure(Object.assign(new Error('x'), facts)).details;

describe('the facts of an error', () => {
  it('are its own data properties', () => {
    class ApiError extends Error {
      constructor(
        readonly status: number,
        readonly headers: Headers,
        readonly requestId: string,
      ) {
        super('busy');
      }
    }
    const headers = new Headers({ 'x-ratelimit-remaining': '0' });
    expect(toFailure(new ApiError(503, headers, 'req-1')).details).toEqual({
      status: 503,
      headers: { 'x-ratelimit-remaining': '0' },
      requestId: 'req-1',
    });
  });

  it('are kept for causes and parts of aggregates too', () => {
    const part = Object.assign(new Error('part'), { host: 'a' });
    const cause = Object.assign(new AggregateError([part], 'all'), { port: 1 });
    expect(toFailure(new Error('x', { cause }))).toMatchObject({
      cause: { details: { port: 1 }, errors: [{ details: { host: 'a' } }] },
    });
  });

  it('do not repeat what a failure holds in other places', () => {
    expect(toFailure(new TerminalError('x', { code: 'GONE', cause: 1 }))).not.toHaveProperty('details');
    const error = Object.assign(new MillraceError('TIMEOUT', 'x', { details: { after: 30 } }), {
      after: 31,
      host: 'a',
    });
    expect(toFailure(error).details).toEqual({ after: 30, host: 'a' });
  });

  it('are plain data: dates, maps and what declares a JSON form are converted, the rest is omitted', () => {
    class Money {
      readonly cents = 5;
    }
    const facts = {
      at: new Date(0),
      url: new URL('https://example.org/'),
      counts: new Map([['a', 1n]]),
      list: [1, undefined, Number.NaN, -0],
      money: new Money(),
      make: () => 1,
      body: Buffer.alloc(100_000),
      none: undefined,
      nil: null,
    };
    expect(detailsOf(facts)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      url: 'https://example.org/',
      counts: { a: '1' },
      list: [1, null, 'NaN', 0],
      nil: null,
    });
  });

  it('hold no secrets, no credentials and nothing of the request', () => {
    const headers = { Authorization: 'Bearer abc', 'set-cookie': ['sid=abc'], date: 'today' };
    const response = { status: 401, headers, config: { auth: 'abc' }, request: { body: 'abc' } };
    const facts = { key: new Secret('abc'), response, config: { data: 'abc' }, nested: { apiKey: 'abc' } };
    const details = detailsOf(facts);
    expect(JSON.stringify(details)).not.toContain('abc');
    expect(details).toMatchObject({ key: '[secret]', response: { status: 401, headers: { date: 'today' } } });
  });

  it('call no getters', () => {
    const error = Object.defineProperty(new Error('x'), 'body', {
      enumerable: true,
      get: () => {
        throw new Error('read');
      },
    });
    expect(toFailure(error)).toMatchObject({ message: 'x' });
    expect(toFailure(error)).not.toHaveProperty('details');
  });

  it('are omitted where reading them throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const trap = {
      toJSON: () => {
        throw new Error('trap');
      },
    };
    class Hostile {
      readonly toJSON = trap.toJSON;
    }
    expect(detailsOf({ proxy, hostile: new Hostile(), status: 1 })).toEqual({ status: 1 });
    const error = new Proxy(Object.assign(new Error('seen'), { status: 1 }), {
      ownKeys: () => {
        throw new Error('trap');
      },
    });
    expect(toFailure(error)).toMatchObject({ message: 'seen' });
  });

  it('are bounded in number, size and depth', () => {
    let deep: object = {};
    for (let depth = 0; depth < 10_000; depth += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, index]));
    const long = 'x'.repeat(1_000_000);
    const many = Array.from({ length: 500 }, () =>
      Object.assign(new Error('x'), { deep, wide, long, list: [long, wide] }),
    );
    expect(JSON.stringify(toFailure(new AggregateError(many))).length).toBeLessThan(250_000);
    expect(JSON.stringify(detailsOf({ deep, wide, long })).length).toBeLessThan(10_000);
    expect(JSON.stringify(detailsOf({ details: { long } })).length).toBeLessThan(10_000);
  });
});

describe('the stack of a failure', () => {
  it('is that of the error, cut', () => {
    expect(toFailure(new Error('x')).stack).toContain('facts.test');
    expect(toFailure(Object.assign(new Error('x'), { stack: 's'.repeat(100_000) })).stack?.length).toBeLessThan(5000);
    expect(toFailure('text')).not.toHaveProperty('stack');
    expect(toFailure({ message: 'x', stack: 5 })).not.toHaveProperty('stack');
  });
});
