import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from 'millrace';
import ts from 'typescript';
import { type CallWorld, callWorld, endOf, optionCalls, type Untyped } from './option-calls';
import { type OptionParameters, optionParameters } from './option-parameters';

// Every public function refuses a misspelt name of every option, as the types have them.

const root = join(__dirname, '..', '..');

/** Returns the parameters of all import paths that take options. */
function publicParameters(): OptionParameters {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object };
  const files = Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => join(root, 'src', path, 'index.ts'));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return optionParameters(ts.createProgram(files, options), files);
}

/** Doubles the letter in the middle of a name. */
function misspelt(name: string): string {
  const middle = Math.floor(name.length / 2);
  return `${name.slice(0, middle)}${name[middle - 1] ?? ''}${name.slice(middle)}`;
}

/** What a call is refused with, at once or later. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return 'not refused';
  } catch (error) {
    return error;
  }
}

describe('options', () => {
  const parameters = publicParameters();
  let world: CallWorld;
  beforeAll(async () => {
    world = await callWorld();
  });
  afterAll(() => endOf(world));

  it('are taken by the parameters that the table of calls has, and by no others', () => {
    expect([...parameters.keys()].sort()).toEqual(Object.keys(optionCalls(world)).sort());
    expect([...parameters.values()].reduce((count, names) => count + names.size, 0)).toBeGreaterThan(400);
  });

  it.each([...parameters])('of %s are refused if one is misspelt, with the nearest one', async (place, names) => {
    const call = optionCalls(world)[place];
    for (const name of names) {
      const wrong = misspelt(name);
      const error = await refusal(() => call?.({ [wrong]: undefined } as Untyped));
      expect([place, name, MillraceError.is(error) || error]).toEqual([place, name, true]);
      const { message } = error as Error;
      expect(message).toContain(`${wrong}: there is no such option; known are `);
      expect(message).toContain(`; did you mean ${name}?`);
    }
  });

  it.each([...parameters.keys()])('of %s are refused if they cannot be read', async (place) => {
    const call = optionCalls(world)[place];
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const hostile of [
      proxy,
      {
        get flow(): never {
          throw new Error('trap');
        },
      },
    ]) {
      const error = await refusal(() => call?.(hostile as Untyped));
      expect([place, MillraceError.is(error) || error]).toEqual([place, true]);
    }
  });

  it.each([...parameters.keys()])('of %s are refused if they are no object', async (place) => {
    const call = optionCalls(world)[place];
    for (const bad of [null, 7n, Symbol('s'), [undefined], new Date(), new Map()]) {
      const error = await refusal(() => call?.(bad as Untyped));
      expect([place, typeof bad, MillraceError.is(error) || error]).toEqual([place, typeof bad, true]);
    }
  });

  it('had no effect', async () => {
    for (const engine of [world.engine, world.durable])
      expect((await engine.list()).items.map(({ id, status }) => [id, status])).toContainEqual(['one', 'waiting']);
    expect((await world.durable.list()).items).toHaveLength(1);
    expect((await world.tests.list()).items).toHaveLength(0);
  });
});
