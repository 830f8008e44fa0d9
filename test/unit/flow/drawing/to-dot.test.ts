import { exit, flow, fn } from 'millrace';
import { toDot } from 'millrace/flow/drawing';
import { compile, flowDefinitionOf } from '../../../../src/flow';
import { Work } from '../steps';
import { everything } from './everything';

describe('toDot', () => {
  it('draws every kind of node and edge', () => {
    expect(toDot(everything)).toMatchSnapshot();
  });

  it('ends arrows at leaves that exist, and at frames that exist', () => {
    const text = toDot(everything);
    const leaves = new Set([...text.matchAll(/^ +"([^"]+)" \[/gm)].map(([, id]) => id));
    const ends = [...text.matchAll(/^ +"([^"]+)" -> "([^"]+)"/gm)].flatMap(([, from, to]) => [from, to]);
    const frames = new Set([...text.matchAll(/subgraph "([^"]+)"/g)].map(([, id]) => id));
    const cut = [...text.matchAll(/l(?:tail|head)="([^"]+)"/g)].map(([, id]) => id);
    expect(ends.filter((end) => !leaves.has(end))).toEqual([]);
    expect(cut.filter((frame) => !frames.has(frame))).toEqual([]);
    expect(cut.length).toBeGreaterThan(0);
  });

  it('names nodes by the paths that runs know them by', () => {
    const drawn = [...toDot(everything).matchAll(/(?:subgraph "cluster |^ +")([^"]+)"(?: \[| \{)/gm)].map(
      ([, id]) => id ?? '',
    );
    const another = flow('another').nodes({ work: Work, done: exit<number>() });
    const called = another.wire('work', { work: another.to.done });
    const { places } = compile(flowDefinitionOf(everything), () => flowDefinitionOf(called));
    const known = [...places.keys()].filter((id) => id !== '' && !id.startsWith('@'));
    expect(drawn.filter((id) => !id.endsWith('@input')).sort()).toEqual(known.sort());
  });

  it('escapes texts, and takes the same options', () => {
    const draft = flow('odd').nodes({ odd: fn('"x" \\', () => 1), done: exit<number>() });
    const text = toDot(draft.wire('odd', { odd: draft.to.done }), {
      title: 'all "orders"',
      edgeLabel: () => '4×',
      nodeLabel: (path) => (path === 'done' ? 'never' : undefined),
      edgeState: () => 'covered',
      nodeState: (path) => (path === 'odd' ? 'completed' : undefined),
    });
    expect(text).toContain('label="all \\"orders\\""');
    expect(text).toContain('"odd" [label="odd: \\"x\\" \\\\", shape="box", style="filled", fillcolor="#90EE90"]');
    expect(text).toContain('"done" [label="done never"');
    expect(text).toContain('"odd" -> "done" [label="4×", color="#2E7D32", fontcolor="#2E7D32"]');
  });
});
