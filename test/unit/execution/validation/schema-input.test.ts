import * as v from 'valibot';
import { z } from 'zod';
import { InputError, MillraceError } from '../../../../src/errors';
import { validateInput } from '../../../../src/execution/validation';
import type { StandardSchema } from '../../../../src/step';

const validate = (schema: StandardSchema, value: unknown) => validateInput(schema, value, 'input of flow "orders"');

function errorOf(schema: StandardSchema, value: unknown): unknown {
  try {
    return validate(schema, value);
  } catch (error) {
    return error;
  }
}

const zodOrder = z.strictObject({
  address: z.object({ street: z.string() }),
  lines: z.array(z.object({ price: z.coerce.number().min(0) })),
});
const valibotOrder = v.strictObject({
  address: v.object({ street: v.string() }),
  lines: v.array(v.object({ price: v.pipe(v.unknown(), v.transform(Number), v.minValue(0)) })),
});

/** A schema whose `validate` does what is given. */
function schemaOf(answer: () => unknown): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate: answer as StandardSchema['~standard']['validate'] } };
}

describe.each([
  ['zod', zodOrder],
  ['valibot', valibotOrder],
])('input of a schema of %s', (_vendor, schema) => {
  it('becomes the output of the schema, at once', () => {
    expect(validate(schema, { address: { street: 's' }, lines: [{ price: '5' }] })).toEqual({
      address: { street: 's' },
      lines: [{ price: 5 }],
    });
  });

  it('is refused with the path of each issue', () => {
    const error = errorOf(schema, { address: {}, lines: [{ price: 1 }, { price: -1 }], more: 1 });
    expect(error).toBeInstanceOf(InputError);
    const paths = (error as InputError).issues.map((issue) => issue.path);
    expect(paths).toEqual(expect.arrayContaining(['address.street', 'lines[1].price']));
    expect((error as Error).message).toMatch(/^input of flow "orders" is not valid: /);
  });

  it('can be anything without breaking anything', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.address = cyclic;
    const values = [
      null,
      undefined,
      [],
      1,
      'x',
      cyclic,
      JSON.parse('{"__proto__":{"a":1}}'),
      new Array(100_000).fill(0),
    ];
    for (const value of values) expect(errorOf(schema, value)).toBeInstanceOf(InputError);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });
});

describe('input of a schema', () => {
  it('is a promise only where the schema gives one', async () => {
    const asynchronous = z.string().refine((text) => Promise.resolve(text === 'ok'), 'is taken');
    const result = validate(asynchronous, 'ok');
    expect(result).toBeInstanceOf(Promise);
    await expect(result).resolves.toBe('ok');
    await expect(validate(asynchronous, 'no')).rejects.toThrow('input of flow "orders" is not valid: is taken');
    expect(validate(z.string(), 'ok')).toBe('ok');
  });

  it('that is too deep for the schema is refused, not a RangeError', async () => {
    const recursive: z.ZodType = z.object({ next: z.lazy(() => recursive).optional() });
    let deep: { next?: unknown } = {};
    for (let level = 0; level < 20_000; level += 1) deep = { next: deep };
    // zod takes the exhausted stack for an asynchronous schema and answers with a promise.
    await expect(errorOf(recursive, deep)).rejects.toThrow(InputError);
    await expect(errorOf(recursive, deep)).rejects.toThrow(/nested too deeply/);
  });

  it('keeps what a validator threw as the cause', async () => {
    const thrown = new Error('no database');
    const throwing = schemaOf(() => {
      throw thrown;
    });
    expect(errorOf(throwing, 1)).toMatchObject({ code: 'INVALID_INPUT', cause: thrown });
    await expect(
      validate(
        schemaOf(() => Promise.reject(thrown)),
        1,
      ),
    ).rejects.toMatchObject({ cause: thrown });
  });

  it('takes no schema at its word', () => {
    for (const answer of [undefined, null, 1, {}, 'ok']) {
      const error = errorOf(
        schemaOf(() => answer),
        1,
      );
      expect(MillraceError.is(error, 'DEFINITION')).toBe(true);
    }
    expect(
      (
        errorOf(
          schemaOf(() => ({ issues: [] })),
          1,
        ) as Error
      ).message,
    ).toMatch(/refused without a reason/);
  });

  it('shows paths of objects, symbols and odd keys', () => {
    const path = [{ key: 'a b' }, 0, Symbol('s'), 'c'];
    const error = errorOf(
      schemaOf(() => ({ issues: [{ message: 'is wrong', path }] })),
      1,
    );
    expect((error as InputError).issues).toEqual([{ path: '["a b"][0][Symbol(s)].c', message: 'is wrong' }]);
  });
});
