import {
  DefinitionError,
  ERROR_CODES,
  InputError,
  MillraceError,
  RunFailedError,
  TerminalError,
  toFailure,
} from 'millrace';

describe('an error of Millrace', () => {
  it('has a code, details and a cause, and is named after its class', () => {
    const cause = new Error('inner');
    const error = new MillraceError('TIMEOUT', 'too slow', { details: { ms: 5 }, cause });
    expect(error).toMatchObject({ name: 'MillraceError', code: 'TIMEOUT', details: { ms: 5 }, cause });
    expect(new MillraceError('TIMEOUT', 'x')).not.toHaveProperty('cause');
    expect(new InputError('input', []).name).toBe('InputError');
  });

  it('is recognised by its brand, also if another copy of the library made it', () => {
    const foreign = Object.defineProperty({ code: 'TIMEOUT' }, Symbol.for('millrace.error'), { value: true });
    expect(MillraceError.is(foreign)).toBe(true);
    expect(MillraceError.is(foreign, 'TIMEOUT')).toBe(true);
    expect(MillraceError.is(foreign, 'ABORTED')).toBe(false);
    expect([new Error('x'), { code: 'TIMEOUT' }, null, 'x'].map((one) => MillraceError.is(one))).toEqual(
      Array(4).fill(false),
    );
  });

  it('does not show its brand', () => {
    expect(Object.keys(new MillraceError('TIMEOUT', 'x'))).not.toContain('Symbol(millrace.error)');
  });
});

describe('a DefinitionError', () => {
  it('says where its only fault is', () => {
    expect(new DefinitionError([{ flow: 'f', node: 'n', message: 'not wired' }]).message).toBe(
      'flow "f", node "n": not wired',
    );
    expect(new DefinitionError([{ message: 'no name' }]).message).toBe('no name');
  });

  it('lists all of several faults', () => {
    const error = new DefinitionError([
      { flow: 'f', message: 'no exit' },
      { node: 'n', message: 'not wired' },
    ]);
    expect(error.message).toBe('2 faults:\n- flow "f": no exit\n- node "n": not wired');
    expect(error.code).toBe('DEFINITION');
    expect(error.details['faults']).toHaveLength(2);
    expect(Object.isFrozen(error.faults)).toBe(true);
  });
});

describe('an InputError', () => {
  it('lists each issue with its path', () => {
    const issues = [
      { path: 'items[3].id', message: 'must be a string' },
      { path: '', message: 'too deep' },
    ];
    expect(new InputError('the input of "saga"', issues)).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'the input of "saga" is not valid: items[3].id: must be a string; too deep',
      issues,
    });
  });
});

describe('a RunFailedError', () => {
  it('carries the failure and names run and flow', () => {
    const failure = toFailure(new TerminalError('no stock'));
    const error = new RunFailedError({ id: 'r1', flow: 'saga', compensationFailures: [] }, failure);
    expect(error.message).toBe('run r1 of flow "saga" failed: no stock');
    expect(error.failure).toBe(failure);
  });
});

describe('the list of codes', () => {
  it('says of each code what it means, in sentences', () => {
    for (const [code, meaning] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(meaning).toMatch(/^[A-Z].*[.]$/);
    }
  });
});
