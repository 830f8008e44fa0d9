import { type AnyFlow, exit, flow, fn } from 'millrace';
import { toMermaid } from 'millrace/flow/drawing';
import { agent } from '../../../types/programs/agent';
import { expense } from '../../../types/programs/expense';
import { graph, table, wireUntyped } from '../untyped';
import { everything } from './everything';

describe('toMermaid', () => {
  it('draws every kind of node and edge', () => {
    expect(toMermaid(everything)).toMatchSnapshot();
  });

  it('draws the flows of an agent loop inside each other', () => {
    expect(toMermaid(agent)).toMatchSnapshot();
  });

  it('names the only way out of a node by nothing, and each of several by its action', () => {
    const lines = toMermaid(expense).split('\n');
    expect(lines).toContain('  n_pay --> n_paid');
    expect(lines).toContain('  n_tier -->|"small"| n_manager');
  });

  it('adds texts to edges, by the paths of their ends', () => {
    const counts: Readonly<Record<string, string>> = { 'pay next paid': '12×', 'rounds/body/think tools': '3×' };
    const edgeLabel = (edge: { from: string; action: string; to: string }) =>
      counts[`${edge.from} ${edge.action} ${edge.to}`] ?? counts[`${edge.from} ${edge.action}`];
    expect(toMermaid(expense, { edgeLabel })).toContain('n_pay -->|"12×"| n_paid');
    expect(toMermaid(agent, { edgeLabel })).toContain('-->|"tools 3×"|');
  });

  it('colours nodes by their state', () => {
    const text = toMermaid(agent, {
      nodeState: (path) => (path === 'rounds/body/think' ? 'running' : path.endsWith('done') ? 'failed' : undefined),
    });
    expect(text).toContain('classDef running fill:#FFD700');
    expect(text).toContain('classDef failed fill:#FFB6C1');
    expect(text).toContain('class n_rounds__body__think running');
    expect(text).toContain('class n_done,n_rounds__body__done failed');
    expect(text).not.toContain('completed');
  });

  it('gives all five states a colour', () => {
    const states = ['completed', 'running', 'waiting', 'failed', 'skipped'] as const;
    const colours = states.map(
      (state) => /classDef \w+ fill:(#\w+)/.exec(toMermaid(expense, { nodeState: () => state }))?.[1],
    );
    expect(colours).toEqual(['#90EE90', '#FFD700', '#FFD700', '#FFB6C1', '#EEEEEE']);
  });

  it('adds texts to nodes and colours to edges, which are red only for errors that have none', () => {
    const text = toMermaid(everything, {
      nodeLabel: (path) => (path === 'begin' || path === 'rounds' ? '3×' : undefined),
      edgeState: ({ from, action }) => {
        if (action === 'again') return 'missed';
        return from === 'begin' && action === 'next' ? 'covered' : undefined;
      },
    });
    expect(text).toContain('n_begin["begin: Work 3×"]');
    expect(text).toContain('subgraph n_rounds["rounds: repeat, at most 3 3×"]');
    const arrows = text.split('\n').filter((queue) => / -\.?->/.test(queue));
    const styles = Object.fromEntries(
      [...text.matchAll(/linkStyle (\S+) stroke:(#\w+)/g)].map(([, links = '', colour]) => [
        colour,
        links.split(',').map((link) => arrows[Number(link)]?.trim()),
      ]),
    );
    expect(styles).toEqual({
      '#2E7D32': ['n_begin --> n_tier'],
      '#CC0000': ['n_begin -.->|"error"| n_undone', 'n_rounds__body__again -->|"again"| n_rounds__body___40input'],
    });
  });

  it('escapes titles and labels', () => {
    const draft = flow('odd').nodes({ odd: fn('say "x" | <b> & `y` #1 \\', () => 1), done: exit<number>() });
    const text = toMermaid(draft.wire('odd', { odd: draft.to.done }), {
      title: 'a: "b"\nc',
      edgeLabel: () => '"|]',
    });
    expect(text).toContain('title: "a: \\"b\\"\\nc"');
    expect(text).toContain('["odd: say #34;x#34; #124; #60;b#62; #38; #96;y#96; #35;1 #92;"]');
    expect(text).toContain('-->|"#34;#124;]"| n_done');
  });

  it('gives keys that are words of Mermaid, or differ only in signs, names of their own', () => {
    const keys = ['end', 'graph', 'a-b', 'a_b', 'A_2db', 'o', 'default'];
    const nodes = Object.fromEntries(keys.map((key) => [key, fn(key, () => 1)]));
    const edges = Object.fromEntries(keys.map((key, index) => [key, keys[index + 1] ?? 'done']));
    const text = toMermaid(graph('words', 'end', table({ ...nodes, done: exit<unknown>() }), edges));
    const ids = [...text.matchAll(/^ {2}(\w+)\["/gm)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(keys.length);
    expect(ids.every((id) => id?.startsWith('n_'))).toBe(true);
  });

  it('draws a loop around a frame inside of it, where Mermaid can', () => {
    const round = graph('inner', 'a', table({ a: fn('a', () => 1), done: exit<unknown>() }), { a: 'done' });
    const draft = flow('looping').nodes(table({ round, done: exit<unknown>() }));
    const looping: AnyFlow = wireUntyped(draft, 'round', {
      round: { next: draft.to['done'], error: draft.to['round'] },
    });
    expect(toMermaid(looping)).toContain('n_round__done -.->|"error"| n_round___40input');
  });

  it('refuses what is no flow', () => {
    expect(() => toMermaid(flow('draft').nodes({ done: exit() }) as never)).toThrow(
      'expected a flow made by wire() or flowOf(), got a draft',
    );
    expect(() => toMermaid(fn('f', () => 1) as never)).toThrow('expected a flow');
  });
});
