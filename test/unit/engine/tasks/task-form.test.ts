import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Engine, exit, flow, HumanStep, type InputType, MillraceError, Step, unchecked } from 'millrace';
import * as v from 'valibot';
import { z } from 'zod';
import { approval, claim } from './approval';
import { KINDS, TaskWorld } from './task-world';

/** What `complete` was given last. */
let given: unknown;

/** A flow whose task takes forms of a class or schema. */
function taking(form?: InputType) {
  @Step(form ? { form } : {})
  class Ask extends HumanStep<null, unknown, { done: null }> {
    request() {
      return { title: 'fill in' };
    }
    complete(form: unknown) {
      given = form;
      return this.to('done', null);
    }
  }
  const { to, wire } = flow('taking').nodes({ ask: Ask, done: exit<null>() });
  return wire('ask', { ask: { done: to.done } });
}

describe.each(KINDS)('the form of a task of an engine %s', (kind) => {
  let world: TaskWorld;
  beforeEach(() => {
    world = new TaskWorld(kind);
  });
  afterEach(() => world.end());

  async function opened(form?: InputType) {
    const engine = await world.engine([taking(form)]);
    const run = await engine.start('taking', null);
    await world.clock.settle();
    const [task] = (await engine.tasks.list()).items;
    const complete = async (filledIn?: unknown) => {
      await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: filledIn });
      await run.result();
    };
    return { task, complete };
  }

  async function approving(): Promise<{ engine: Engine; id: string }> {
    const asked = approval();
    const engine = await world.engine([asked]);
    await engine.start(asked, claim);
    await world.clock.settle();
    return { engine, id: (await engine.tasks.list()).items[0]?.id ?? '' };
  }

  it('is validated before it is acknowledged, with every issue', async () => {
    const { engine, id } = await approving();
    const call = engine.tasks.complete(id, { by: 'ann', form: { ok: 'yes', note: 'x'.repeat(41), extra: 1 } });
    const error = await call.catch((thrown: unknown) => thrown);
    expect(MillraceError.is(error, 'INVALID_FORM')).toBe(true);
    const { issues } = error as { issues: { path: string }[] };
    expect([...new Set(issues.map(({ path }) => path))].sort()).toEqual(['extra', 'note', 'ok']);
    expect(await engine.tasks.get(id)).toMatchObject({ status: 'open' });
  });

  it('is refused by the text of `check`, which is given an instance, the input and who it is', async () => {
    const { engine, id } = await approving();
    const call = engine.tasks.complete(id, { by: 'zoe', form: { ok: true } });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_FORM', issues: [{ message: 'zoe has made claim c-1' }] });
    expect(await engine.tasks.get(id)).toMatchObject({ status: 'open' });
  });

  it('is not acknowledged where `check` throws', async () => {
    const { engine, id } = await approving();
    const call = engine.tasks.complete(id, { by: 'ann', form: { ok: true, note: 'throw' } });
    await expect(call).rejects.toMatchObject({ code: 'STEP_FAILED' });
    await expect(call).rejects.toThrow('the check is broken');
    expect(await engine.tasks.get(id)).toMatchObject({ status: 'open' });
  });

  it('has to be absent where the step declares none', async () => {
    const { complete, task } = await opened();
    expect(task?.form).toBeUndefined();
    await expect(complete({ any: 'thing' })).rejects.toMatchObject({
      code: 'INVALID_FORM',
      message:
        'tasks.complete(): flow "taking", node "ask": the form is not checked; declare it as @Step({ form: schema }), or as @Step({ form: unchecked<…>() }) if it is taken on trust',
      details: { flow: 'taking', node: 'ask' },
    });
    await complete();
    expect(given).toBeUndefined();
  });

  it('may be anything where the step takes it on trust, and a storage takes it', async () => {
    const { complete, task } = await opened(unchecked());
    expect(task?.form).toBeUndefined();
    if (kind === 'over a storage')
      await expect(complete({ now: () => 1 })).rejects.toMatchObject({ code: 'NOT_SERIALISABLE' });
    await complete({ any: new Date(7) });
    expect(given).toEqual({ any: new Date(7) });
  });

  it('of a schema reaches `complete` as the schema made it, which is not asked twice', async () => {
    const schema = z.object({ n: z.string().transform(Number), at: z.coerce.date() });
    const { complete } = await opened(schema);
    await complete({ n: '7', at: '2026-01-01' });
    expect(given).toEqual({ n: 7, at: new Date('2026-01-01') });
  });

  it('of an asynchronous schema is waited for', async () => {
    const { complete } = await opened(
      z.object({ code: z.string().refine(async (code) => Promise.resolve(code === 'ok')) }),
    );
    await expect(complete({ code: 'no' })).rejects.toMatchObject({ code: 'INVALID_FORM', issues: [{ path: 'code' }] });
    await complete({ code: 'ok' });
    expect(given).toEqual({ code: 'ok' });
  });

  it('of valibot is validated, too; it has a JSON Schema where the schema says so itself', async () => {
    const { complete, task } = await opened(v.object({ ok: v.boolean() }));
    expect(task?.form).toBeUndefined();
    await expect(complete({ ok: 1 })).rejects.toMatchObject({ code: 'INVALID_FORM' });
    await complete({ ok: true });
    expect(given).toEqual({ ok: true });
  });

  it('of zod is described as JSON Schema', async () => {
    const { task } = await opened(z.object({ ok: z.boolean(), amount: z.number().min(1).optional() }));
    expect(task?.form).toMatchObject({
      type: 'object',
      properties: { ok: { type: 'boolean' }, amount: { type: 'number', minimum: 1 } },
      required: ['ok'],
    });
  });

  it('that no JSON Schema can describe is validated all the same', async () => {
    const { task, complete } = await opened(z.object({ at: z.date() }));
    expect(task?.form).toBeUndefined();
    await complete({ at: new Date(5) });
    expect(given).toEqual({ at: new Date(5) });
  });

  it('of a class with others inside is described, validated and kept as plain data', async () => {
    class Line {
      @IsString()
      readonly article!: string;
      @IsInt()
      @Min(1)
      @Max(9)
      readonly count!: number;
    }
    class Form {
      @ValidateNested()
      @Type(() => Line)
      readonly first!: Line;
      @IsIn(['a', 'b'])
      readonly choice!: string;
      @IsEnum({ X: 'x', Y: 'y' })
      readonly kind!: string;
      @IsEmail()
      readonly mail!: string;
      @Matches(/^A\d+$/)
      readonly code!: string;
      @IsString({ each: true })
      @ArrayMaxSize(2)
      readonly tags!: string[];
    }
    const { task, complete } = await opened(Form);
    expect(task?.form).toEqual({
      type: 'object',
      properties: {
        first: {
          type: 'object',
          properties: { article: { type: 'string' }, count: { type: 'integer', minimum: 1, maximum: 9 } },
          required: ['article', 'count'],
          additionalProperties: false,
        },
        choice: { enum: ['a', 'b'] },
        kind: { enum: ['x', 'y'] },
        mail: { type: 'string', format: 'email' },
        code: { pattern: '^A\\d+$' },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 2 },
      },
      required: ['first', 'choice', 'kind', 'mail', 'code', 'tags'],
      additionalProperties: false,
    });
    const filledIn = {
      first: { article: 'lamp', count: 2 },
      choice: 'a',
      kind: 'y',
      mail: 'a@b.cd',
      code: 'A1',
      tags: ['t'],
    };
    const wrong = complete({ ...filledIn, first: { article: 'lamp', count: 10 } });
    await expect(wrong).rejects.toMatchObject({ issues: [{ path: 'first.count' }] });
    const instance = Object.assign(new Form(), { ...filledIn, first: Object.assign(new Line(), filledIn.first) });
    await complete(instance);
    expect([given, given instanceof Form, (given as Form).first instanceof Line]).toEqual([instance, true, true]);
  });
});
