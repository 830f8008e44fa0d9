import { MillraceError } from 'millrace';
import { isListOf, knownOptions, nearestName, readRecord } from '../../../../src/errors';

interface Options {
  readonly maxAttempts?: number;
  readonly initial?: string;
}

const NAMES = { maxAttempts: true, initial: true } as const;

/** What is thrown, of a caller without types. */
function refusal(given: unknown, option?: string): MillraceError {
  try {
    knownOptions<Options>(given as Options, NAMES, 'go()', option);
  } catch (error) {
    if (MillraceError.is(error, 'INVALID_OPTION')) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('options', () => {
  it('are copied, so that later changes have no effect', () => {
    const given = { maxAttempts: 3 };
    const known = knownOptions<Options>(given, NAMES, 'go()');
    given.maxAttempts = 9;
    expect(known).toEqual({ maxAttempts: 3 });
  });

  it('may be an instance of a class, with getters and what it inherits', () => {
    class Config {
      initial = '1s';
      get maxAttempts() {
        return 3;
      }
    }
    expect(knownOptions<Options>(new Config(), NAMES, 'go()')).toEqual({ initial: '1s', maxAttempts: 3 });
    expect(knownOptions<Options>(Object.create({ maxAttempts: 4 }) as Options, NAMES, 'go()')).toEqual({
      maxAttempts: 4,
    });
    expect(refusal(Object.create({ maxAttemps: 4 })).message).toContain('maxAttemps: there is no such option');
  });

  it('read each value once', () => {
    let reads = 0;
    const given = {
      get maxAttempts() {
        reads += 1;
        return reads;
      },
    };
    expect(knownOptions<Options>(given, NAMES, 'go()')).toEqual({ maxAttempts: 1 });
    expect(reads).toBe(1);
  });

  it('name the place, what was given, what is known, and the nearest', () => {
    const error = refusal({ maxAttemps: 3 });
    expect(error.message).toBe(
      'go(): maxAttemps: there is no such option; known are maxAttempts, initial; did you mean maxAttempts?',
    );
    expect(error.details).toEqual({ option: 'maxAttemps', nearest: 'maxAttempts' });
    expect(refusal({ cron: '' }, 'retry').message).toBe(
      'go(): retry.cron: there is no such option; known are maxAttempts, initial',
    );
  });

  it('list some of many unknown names, none of them whole if it is long', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${'x'.repeat(1_000_000)}${n}`, n]));
    expect(refusal(many).message.length).toBeLessThan(1000);
  });

  it.each([null, undefined, 3, 'text', true, 7n, Symbol('s'), [], () => 1, new Date(), new Map(), new Error('e')])(
    'are refused if they are %p',
    (given) => {
      expect(refusal(given).message).toMatch(
        /^go\(\): options: expected an object with some of maxAttempts, initial, got /,
      );
      expect(refusal(given).details).toEqual({ option: 'options' });
    },
  );

  it('that throw while they are read are refused with that error as the cause', () => {
    const cause = new Error('trap');
    const trap = (): never => {
      throw cause;
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(refusal(new Proxy({}, { ownKeys: trap })).message).toBe(
      'go(): options: cannot be read: trap; expected an object with some of maxAttempts, initial',
    );
    expect(refusal(new Proxy({}, { getPrototypeOf: trap })).cause).toBe(cause);
    expect(
      refusal({
        get maxAttempts() {
          return trap();
        },
      }).cause,
    ).toBe(cause);
    expect(refusal(proxy).message).toContain('cannot be read');
  });

  it('do not take a name that every object has for known', () => {
    expect(refusal(JSON.parse('{"__proto__": 1}')).message).toContain('__proto__: there is no such option');
    expect(refusal({ toString: 1 }).message).toContain('toString: there is no such option');
  });
});

describe('the nearest name', () => {
  it.each([
    ['idempotancyKey', 'idempotencyKey'],
    ['corelationId', 'correlationId'],
    ['timeOut', 'timeout'],
    ['flows', 'flow'],
    ['attempts', 'maxAttempts'],
    ['grace', 'graceMs'],
    ['compensation', 'compensate'],
    ['retries', 'retry'],
    ['minCals', 'minCalls'],
    ['key', 'idempotencyKey'],
  ])('of %s is %s', (name, nearest) => {
    const known = ['calls', 'minCalls', 'idempotencyKey', 'correlationId', 'timeout', 'flow', 'maxAttempts', 'graceMs'];
    expect(nearestName(name, [...known, 'compensate', 'retry'])).toBe(nearest);
  });

  it('is none if nothing is near', () => {
    for (const name of ['cron', 'who', 'ssl', ''])
      expect(nearestName(name, ['by', 'after', 'limit', 'url'])).toBeUndefined();
  });
});

describe('a list', () => {
  it('with a hole has an item that is undefined', () => {
    const isText = (item: unknown): boolean => typeof item === 'string';
    expect(isListOf(['a', 'b'], isText)).toBe(true);
    // biome-ignore lint/suspicious/noSparseArray: the hole is the point
    expect(isListOf([, 'b'], isText)).toBe(false);
    expect(isListOf('ab', isText)).toBe(false);
  });

  it('is no record', () => {
    expect(() => readRecord([] as object, 'map', () => 'an object')).toThrow(
      'map: expected an object, got an empty list',
    );
  });
});
