import { exit, flow, type StandardSchema } from 'millrace';
import { flowDefinitionOf } from '../../../../src/flow';
import { Route, Undecorated, Work } from '../steps';
import { faultsOf, faultTexts, graph, table, wireUntyped } from '../untyped';

const done = exit<unknown>();

describe('flow()', () => {
  it.each(['a', 'orders', 'Orders-2_x', 'orders.fulfilment', 'a.b.c'])('takes the name %s', (name) => {
    expect(faultsOf(() => flow(name))).toEqual([]);
  });

  it.each(['', ' ', '1a', 'a b', 'a/b', '.a', 'a.', 'a..b', 'ä', '@a', '__proto__', 'x'.repeat(201)])(
    'refuses the name %j',
    (name) => {
      expect(faultTexts(() => flow(name))).toEqual([expect.stringContaining('the name must be')]);
    },
  );

  it.each([undefined, null, 5, 5n, {}, Symbol('x')])('refuses the name %p', (name) => {
    expect(faultTexts(() => flow(name as never))).toHaveLength(1);
  });

  it.each(['0.0.0', '1.2.3', '1.2.3-rc.1', '1.2.3+build.5', '10.20.30-a.b+c'])('takes the version %s', (version) => {
    expect(faultsOf(() => flow('f', { version }))).toEqual([]);
  });

  it.each(['', '1', '1.2', 'v1.2.3', '01.2.3', '1.2.3-', '1.2.3 ', '1.2.3.4', 'latest'])(
    'refuses the version %j',
    (version) => {
      expect(faultTexts(() => flow('f', { version }))).toEqual([
        `version: expected a semantic version such as "1.2.0", got ${JSON.stringify(version)}`,
      ]);
    },
  );

  it('refuses an input that is neither class nor schema, and says all that is wrong', () => {
    const faults = faultsOf(() => flow('1 a', { version: 'x', input: 5 as never }));
    expect(faults.map(({ flow: name }) => name)).toEqual(['1 a', '1 a', '1 a']);
    expect(faults[2]?.message).toBe('input: expected a class or a Standard Schema (zod, valibot, …), got 5');
  });

  it('takes classes and schemas as input', () => {
    const schema: StandardSchema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: String(value) }) },
    };
    expect(faultsOf(() => flow('f', { input: schema }))).toEqual([]);
    expect(faultsOf(() => flow('f', { input: class Input {} }))).toEqual([]);
  });
});

describe('nodes()', () => {
  it('lists every key and every node that cannot be, with the flow', () => {
    const faults = faultsOf(() =>
      flow('f').nodes(
        table({ '1a': Work, 'a b': Work, undecorated: Undecorated, plain: () => 1, nothing: null, five: 5 }),
      ),
    );
    expect(faults.map(({ node: key }) => key)).toEqual([
      '1a',
      'a b',
      'undecorated',
      'plain',
      'nothing',
      'five',
      undefined,
    ]);
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringContaining('the key of a node must be a letter'),
      expect.stringContaining('the key of a node must be a letter'),
      'Undecorated is not decorated; write @Step() above the class',
      expect.stringContaining("wrap a plain function as fn('name', f)"),
      expect.stringContaining('got null'),
      expect.stringContaining('got 5'),
      'the flow has no exit; add one, such as done: exit<Result>()',
    ]);
    expect(faults.every((fault) => fault.flow === 'f')).toBe(true);
  });

  it('refuses an exit with the name of a system action, but not a node', () => {
    for (const key of ['next', 'error', 'overdue', 'exhausted']) {
      expect(faultTexts(() => flow('f').nodes(table({ work: Work, [key]: done })))).toEqual([
        `${key}: an exit cannot be named next, error, overdue or exhausted; rename it`,
      ]);
      expect(faultsOf(() => flow('f').nodes(table({ [key]: Work, done })))).toEqual([]);
    }
  });

  it('refuses a draft as a node', () => {
    const draft = flow('inner').nodes({ work: Work, done });
    expect(faultTexts(() => flow('f').nodes(table({ draft, done })))).toEqual([
      expect.stringContaining('draft: expected a step class, a flow'),
    ]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then'])('takes the key %s', (key) => {
    const made = graph('f', key, table({ [key]: Work, done }), { [key]: 'done' });
    expect(Object.keys(flowDefinitionOf(made).nodes)).toEqual([key, 'done']);
  });
});

describe('wire()', () => {
  const draft = () => flow('f').nodes({ a: Work, b: Route, done: exit<unknown>() });

  it('gives a frozen definition of nodes and edges', () => {
    const { to, out, wire } = draft();
    const made = wire('a', {
      a: { next: to.b, error: to.done },
      b: { left: to.done.from(out.a), right: to.a.via((x) => x) },
    });
    const definition = flowDefinitionOf(made);
    expect(definition).toMatchObject({ kind: 'flow', name: 'f', version: '1.0.0', start: 'a' });
    expect(definition.edges).toEqual({
      a: { next: { target: 'b', mapping: undefined }, error: { target: 'done', mapping: undefined } },
      b: {
        left: {
          target: 'done',
          mapping: { kind: 'source', source: { kind: 'output', node: 'a', action: undefined, optional: false } },
        },
        right: { target: 'a', mapping: { kind: 'via', change: expect.any(Function) } },
      },
    });
    const frozen = [made, definition.nodes, definition.edges, definition.edges['a'], definition.edges['b']?.['left']];
    expect(frozen.map(Object.isFrozen)).toEqual(frozen.map(() => true));
  });

  it('can be called again: each call gives a flow of its own', () => {
    const { to, wire } = draft();
    const one = wire('a', { a: to.b, b: { left: to.done, right: to.done } });
    const two = wire('b', { a: to.done, b: { left: to.a, right: to.done } });
    expect([flowDefinitionOf(one).start, flowDefinitionOf(two).start]).toEqual(['a', 'b']);
  });

  it('lists every fault of the wiring at once', () => {
    const one = draft();
    const other = draft();
    const faults = faultTexts(() =>
      wireUntyped(one, 'zero', {
        b: {
          left: other.to.done,
          right: 'done',
          up: one.to.done.via('x' as never),
          down: one.to.done.from(other.out.a),
          over: one.to.done.from(5 as never),
          under: one.to.done.from({ x: one.out.a, y: 5 as never, z: undefined as never }),
        },
        c: one.to.done,
        done: one.to.a,
      }),
    );
    expect(faults).toEqual([
      'b: action "left": the handle "done" belongs to another flow; use the handles of this draft',
      'b: action "right": expected a handle such as to.x, got "done"; write to.done, with the to of this draft',
      'b: action "up": via() needs a function, got "x"',
      'b: action "down": from(): a reference belongs to another flow',
      'b: action "over": from() needs references such as out.x, maybe.x or input, got 5',
      expect.stringContaining(
        'b: action "under": from(): y, z: expected a reference such as out.x, maybe.x or input, got ',
      ),
      'c: there is no such node; remove it from the wiring or add it to nodes()',
      'done: an exit ends the flow and has no edges; remove it from the wiring',
      'a: not wired; add a: to.… to the wiring',
      'the start "zero" is not one of the nodes a, b',
    ]);
  });

  it.each([undefined, null, 5, 'x'])('refuses the wiring %p', (wiring) => {
    expect(faultTexts(() => wireUntyped(draft(), 'a', wiring))[0]).toContain(
      'wire() needs the edges of every node, such as { stock: to.amount, … }',
    );
  });

  it.each(['done', 'toString', '', undefined])('refuses the start %p', (start) => {
    const { to } = draft();
    expect(faultTexts(() => wireUntyped(draft(), start, { a: to.b }))).toContain(
      `the start ${start === undefined ? 'undefined' : JSON.stringify(start)} is not one of the nodes a, b`,
    );
  });

  it('refuses handles of the same flow declared twice', () => {
    const [one, other] = [draft(), draft()];
    const wiring = { a: other.to.b, b: { left: one.to.done, right: other.to.done } };
    expect(faultTexts(() => wireUntyped(one, 'a', wiring))).toHaveLength(2);
  });

  it('refuses a reference of another flow', () => {
    const [one, other] = [draft(), draft()];
    const ways = { left: one.to.done.from({ x: one.out.a, y: other.input }), right: one.to.done };
    expect(faultTexts(() => wireUntyped(one, 'a', { a: one.to.b, b: ways }))).toEqual([
      'b: action "left": from(): a reference belongs to another flow',
    ]);
  });

  it('treats an action that is undefined as not wired', () => {
    const one = draft();
    expect(faultTexts(() => wireUntyped(one, 'a', { a: { next: one.to.done, error: undefined }, b: {} }))).toEqual([
      'b: no action is wired; the flow cannot continue from here',
      'b: no path leads here from the start "a"; wire it or remove it',
    ]);
  });
});
