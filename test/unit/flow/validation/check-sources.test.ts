import { exit, flow } from 'millrace';
import { type NodeTable } from 'millrace/types';
import { type EdgeDefinition, type FlowDefinition, flowDefinitionOf } from '../../../../src/flow';
import { checkSources } from '../../../../src/flow/validation/check-sources';
import { cases, fc } from '../../../support/cases';
import { Human, Route, Work } from '../steps';
import { faultTexts } from '../untyped';

const nodes = { one: Work, ways: Route, left: Work, right: Work, two: Work, done: exit<unknown>() };
const draft = flow('f').nodes(nodes);
const { to, out, maybe, input } = draft;
type Target = typeof to.two;

/** A diamond: one, then left or right, then two. The edges into two, and the one out of it, may take sources. */
function diamond(ways: { left?: unknown; right?: unknown; two?: unknown; one?: unknown }) {
  return faultTexts(() =>
    draft.wire('one', {
      one: (ways.one ?? to.ways) as Target,
      ways: { left: to.left, right: to.right },
      left: (ways.left ?? to.two) as Target,
      right: (ways.right ?? to.two) as Target,
      two: (ways.two ?? to.done) as Target,
    }),
  );
}

describe('a source named with out', () => {
  it('may lie on the only way', () => {
    expect(diamond({ two: to.done.from({ a: out.one, b: out.two, c: input }) })).toEqual([]);
  });

  it('may be what its own edge carries', () => {
    expect(diamond({ left: to.two.from(out.left) })).toEqual([]);
  });

  it('is refused where two sides of a diamond meet and only one runs', () => {
    expect(diamond({ two: to.done.from(out.left) })).toEqual([
      'two: action "next" to "done": "left" may not have run when this edge is taken; use maybe.left, or wire it into every path to here',
    ]);
    expect(diamond({ two: to.done.from({ x: maybe.left, y: maybe.right }) })).toEqual([]);
  });

  it('may be an action of a router on the side that this action leads to', () => {
    expect(diamond({ left: to.two.from(out.ways.left) })).toEqual([]);
    expect(diamond({ right: to.two.from(out.ways.left) })).toEqual([
      expect.stringContaining('"ways.left" may not have run'),
    ]);
    expect(diamond({ two: to.done.from(out.ways.left) })).toEqual([expect.stringContaining('use maybe.ways.left')]);
  });

  it('is refused for what comes later', () => {
    expect(diamond({ one: to.ways.from(out.two) })).toEqual([expect.stringContaining('"two" may not have run')]);
  });

  it('is refused on the other side', () => {
    expect(diamond({ left: to.two.from(out.right) })).toEqual([expect.stringContaining('"right" may not have run')]);
  });

  it('is refused for an exit', () => {
    expect(diamond({ two: to.done.from(out.done) })).toEqual([
      expect.stringContaining('"done" is an exit and has no output for later nodes'),
    ]);
  });

  it('is refused for an action that is not wired, also as maybe', () => {
    const up = (references: unknown) => (references as { ways: { up: never } }).ways.up;
    const message = 'two: action "next" to "done": "ways.up" is not an output of node "ways"';
    expect(diamond({ two: to.done.from(up(out)) })).toEqual([message]);
    expect(diamond({ two: to.done.from(up(maybe)) })).toEqual([message]);
  });

  it('is refused for an action that is no more than a word of the language', () => {
    const word = (out as unknown as { ways: { toString: never } }).ways.toString;
    expect(diamond({ two: to.done.from(word) })).toEqual([
      expect.stringContaining('"ways.toString" is not an output of node "ways"'),
    ]);
  });

  it('lists every edge that takes it', () => {
    expect(
      diamond({ left: to.two.from(out.right), right: to.two.from(out.left), two: to.done.from(out.left) }),
    ).toHaveLength(3);
  });
});

describe('a source behind an error edge', () => {
  const failing = flow('failing').nodes({ work: Work, mend: Work, done: exit<unknown>() });

  it('is refused if the error edge goes round it', () => {
    const { to: t, out: o, wire } = failing;
    const ways = (last: unknown) => ({ work: { next: t.mend, error: t.mend }, mend: last as typeof t.done });
    expect(faultTexts(() => wire('work', ways(t.done.from(o.work))))).toEqual([
      expect.stringContaining('"work" may not have run'),
    ]);
    expect(faultTexts(() => wire('work', ways(t.done)))).toEqual([]);
  });

  it('is refused on the error edge of the node itself', () => {
    const { to: t, out: o, wire } = failing;
    expect(
      faultTexts(() => wire('work', { work: { next: t.mend, error: t.done.from(o.work) }, mend: t.done })),
    ).toEqual([expect.stringContaining('action "error" to "done": "work" may not have run')]);
  });
});

describe('a source in a loop', () => {
  const looping = flow('looping').nodes({ work: Work, ask: Human, mend: Work, done: exit<unknown>() });
  const { to: t, out: o, maybe: m, wire } = looping;

  it('is taken from the latest visit, if every way to the loop passes it', () => {
    expect(
      faultTexts(() => wire('work', { work: t.ask, ask: { yes: t.done, no: t.mend.from(o.work) }, mend: t.ask })),
    ).toEqual([]);
  });

  it('is refused if only a later round passes it', () => {
    const ways = (last: unknown) => ({ work: t.ask, ask: { yes: last as typeof t.done, no: t.mend }, mend: t.ask });
    expect(faultTexts(() => wire('work', ways(t.done.from(o.mend))))).toEqual([
      expect.stringContaining('"mend" may not have run'),
    ]);
    expect(faultTexts(() => wire('work', ways(t.done.from(m.mend))))).toEqual([]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

interface Shape {
  /** For each node, the targets of its actions; an index beyond the nodes is the exit. */
  readonly targets: readonly (readonly number[])[];
}

const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.record({
    targets: fc.array(fc.array(fc.nat({ max: size }), { minLength: 1, maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    }),
  }),
);

const key = (index: number) => `n${index}`;
const action = (index: number) => `a${index}`;

/** Node and action of each edge, and where it leads. */
function edgesOf({ targets }: Shape) {
  return targets.flatMap((ways, node) => ways.map((target, way) => ({ node, way, target })));
}

/** The shape as a definition, with one edge that takes one source. */
function definition(
  shape: Shape,
  at: { node: number; way: number },
  source: { node: number; way: number },
): FlowDefinition {
  const size = shape.targets.length;
  const name = (index: number) => (index < size ? key(index) : 'done');
  const table: NodeTable = { ...Object.fromEntries(shape.targets.map((_, node) => [key(node), Route])), done: exit() };
  const edges = shape.targets.map((ways, node) => [
    key(node),
    Object.fromEntries(
      ways.map((target, way): [string, EdgeDefinition] => {
        const taken = { kind: 'output', node: key(source.node), action: action(source.way), optional: false } as const;
        const takes = node === at.node && way === at.way;
        return [action(way), { target: name(target), mapping: takes ? { kind: 'source', source: taken } : undefined }];
      }),
    ),
  ]);
  const one = flow('one').nodes({ work: Work, done: exit<unknown>() });
  const any = flowDefinitionOf(one.wire('work', { work: one.to.done }));
  return { ...any, start: key(0), nodes: table as never, edges: Object.fromEntries(edges) };
}

/** Whether some walk takes the edge without having taken the source before. A walk needs no edge twice to show it. */
function bypassed(shape: Shape, at: { node: number; way: number }, source: { node: number; way: number }): boolean {
  const walk = (node: number, used: ReadonlySet<string>): boolean =>
    (shape.targets[node] ?? []).some((target, way) => {
      if (node === at.node && way === at.way) return !(node === source.node && way === source.way);
      if (node === source.node && way === source.way) return false;
      const id = `${node} ${way}`;
      return !used.has(id) && walk(target, new Set([...used, id]));
    });
  return walk(0, new Set());
}

describe('sources in any flow', () => {
  it('are refused exactly where a walk through the flow can go round them', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), (shape, first, second) => {
        const edges = edgesOf(shape);
        const [at, source] = [edges[first % edges.length], edges[second % edges.length]];
        if (!at || !source) return;
        expect(checkSources(definition(shape, at, source), new Map()).length > 0).toBe(bypassed(shape, at, source));
      }),
      { numRuns: cases(500) },
    );
  });
});
