import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, ValidateIf, ValidateNested } from 'class-validator';
import { exit, flow, fn, HumanStep, InputError, type InputIssue, Step } from 'millrace';
import type { InputClass } from '../../../../src/step';
import { KINDS, TaskWorld } from '../../engine/tasks/task-world';

class Price {
  @IsInt()
  amount!: number;
}

class Line {
  @IsString()
  sku!: string;

  @ValidateNested()
  @Type(() => Price)
  price!: Price;
}

class Dog {
  @IsBoolean()
  barks!: boolean;
}

class Cat {
  @IsInt()
  lives!: number;
}

class Lines {
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines!: Line[];
}

class Owner {
  @ValidateNested()
  @Type(() => Dog)
  pet!: Dog | Cat;
}

class Pets {
  @ValidateNested({ each: true })
  @Type(() => Dog)
  pets!: Dog[] | Set<Dog>;
}

class Optional {
  @IsOptional()
  @ValidateNested()
  @Type(() => Price)
  price?: Price;

  @ValidateIf((object: Optional) => object.price !== undefined)
  @ValidateNested()
  @Type(() => Price)
  discount?: Price;
}

/** A class as a compiler emits it that defines fields as the standard says: each exists, be it `undefined`. */
class Defined {
  @IsString()
  id!: string;

  constructor() {
    Object.defineProperty(this, 'label', { value: undefined, enumerable: true, configurable: true, writable: true });
  }
}

class Outer {
  @ValidateNested()
  @Type(() => Defined)
  inner!: Defined;
}

const line = { sku: 'a', price: { amount: 1 } };

const CASES: readonly (readonly [string, InputClass<object>, object, readonly string[]])[] = [
  ['all that is required', Lines, { lines: [line] }, []],
  ['an empty list', Lines, { lines: [] }, []],
  ['nothing for a nested object', Line, { sku: 'a' }, ['price: is missing']],
  ['nothing for a nested list', Lines, {}, ['lines: is missing']],
  ['nothing deep inside', Lines, { lines: [{ sku: 'a' }] }, ['lines[0].price: is missing']],
  ['an undefined item', Lines, { lines: [undefined] }, ['lines[0]: must be one object, got undefined']],
  ['an empty list as an item', Lines, { lines: [[]] }, ['lines[0]: must be one object, got an empty list']],
  ['a list as an item', Lines, { lines: [line, [line]] }, ['lines[1]: must be one object, got a list of 1']],
  [
    'a list for a union',
    Owner,
    { pet: [{ barks: true }] },
    [expect.stringMatching(/^pet: must be one object, not a list/)],
  ],
  ['a list for a union of lists', Pets, { pets: [{ barks: true }] }, []],
  ['nothing for what is optional', Optional, {}, []],
  ['nothing where a condition asks for it', Optional, { price: { amount: 1 } }, ['discount: is missing']],
  [
    'a list for what is optional',
    Optional,
    { price: [] },
    ['price: must be one Price, not a list', 'discount: is missing'],
  ],
  ['a field without a decorator that nobody gave', Defined, { id: 'x' }, []],
  ['a nested one', Outer, { inner: { id: 'x' } }, []],
  ['such a field, given', Defined, { id: 'x', label: 'l' }, ['label: property label should not exist']],
];

const told = ({ path, message }: InputIssue) => `${path}: ${message}`;

async function issuesOf(call: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (error instanceof InputError) return error.issues.map(told);
  throw error;
}

describe.each(KINDS)('a nested class of an engine %s', (kind) => {
  let world: TaskWorld;
  beforeEach(() => {
    world = new TaskWorld(kind);
  });
  afterEach(() => world.end());

  it.each(CASES)('as an input: %s', async (_, type, input, issues) => {
    const draft = flow('nested', { input: type }).nodes({ see: fn('see', () => 'seen'), done: exit<string>() });
    const nested = draft.wire('see', { see: draft.to.done });
    const engine = await world.engine([nested]);
    expect(await issuesOf(engine.run(nested, input))).toEqual(issues);
  });

  it.each(CASES)('as a form: %s', async (_, type, form, issues) => {
    @Step({ form: type })
    class Fill extends HumanStep<string, object, { filled: string }> {
      request() {
        return { title: 'Fill it in' };
      }

      complete() {
        return this.to('filled', 'filled');
      }
    }
    const draft = flow<string>('filling').nodes({ fill: Fill, done: exit<string>() });
    const filling = draft.wire('fill', { fill: { filled: draft.to.done } });
    const engine = await world.engine([filling]);
    await engine.start(filling, 'x');
    await world.clock.settle();
    const [task] = (await engine.tasks.list()).items;
    expect(await issuesOf(engine.tasks.complete(task?.id ?? '', { by: 'ann', form }))).toEqual(issues);
  });

  it('accepts an instance with a field that nobody gave', async () => {
    const draft = flow('instances', { input: Defined }).nodes({ see: fn('see', () => 'seen'), done: exit<string>() });
    const instances = draft.wire('see', { see: draft.to.done });
    const engine = await world.engine([instances]);
    await expect(engine.run(instances, Object.assign(new Defined(), { id: 'x' }))).resolves.toBe('seen');
  });
});
