import { InputError, isRetryableError, MillraceError, TerminalError } from 'millrace';

const named = (name: string) => Object.assign(new Error(name), { name });

describe('isRetryableError', () => {
  it.each<[string, unknown]>([
    ['an ordinary error', new Error('x')],
    ['a timeout', new MillraceError('TIMEOUT', 'x')],
    ['a connection that was reset', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
    ['fetch without a network', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })],
    ['status 408', { status: 408 }],
    ['status 425', { status: 425 }],
    ['status 429', { status: 429 }],
    ['status 429 of a response', { response: { status: 429 } }],
    ['status 500', { status: 500 }],
    ['status 503 as statusCode', { statusCode: 503 }],
    ['status 200', { status: 200 }],
    ['a status that is a text', { status: '404' }],
    ['a text', 'x'],
    ['undefined', undefined],
    ['null', null],
    ['an AggregateError', new AggregateError([])],
    ['a RangeError', new RangeError('x')],
  ])('says yes to %s', (_, error) => {
    expect(isRetryableError(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a terminal error', new TerminalError('x')],
    ['an error with the mark of a terminal one, as another copy makes it', { terminal: true }],
    ['an invalid input', new InputError('input', [])],
    ['a TypeError', new TypeError('x is not a function')],
    ['a ReferenceError', new ReferenceError('x is not defined')],
    ['a SyntaxError', new SyntaxError('x')],
    ['an abort', named('AbortError')],
    ['an abort by DOMException', new DOMException('x', 'AbortError')],
    ['an abort by code', Object.assign(new Error('x'), { code: 'ABORT_ERR' })],
    ['a validation error', named('ValidationError')],
    ['an error of zod', named('ZodError')],
    ['status 400', { status: 400 }],
    ['status 404', { status: 404 }],
    ['status 404 as statusCode', { statusCode: 404 }],
    ['status 404 of a response', { response: { status: 404 } }],
    ['status 404 as statusCode of a response', { response: { statusCode: 404 } }],
    ['status 499', { status: 499 }],
    ['an undeclared action', new MillraceError('UNDECLARED_ACTION', 'x')],
    ['an outcome that cannot be', new MillraceError('INVALID_OUTCOME', 'x')],
    ['a value that cannot be stored', new MillraceError('NOT_SERIALISABLE', 'x')],
  ])('says no to %s', (_, error) => {
    expect(isRetryableError(error)).toBe(false);
  });
});
