import { toMermaid } from 'millrace/flow/drawing';
import { flowCoverage } from 'millrace/testing';
import { everything } from '../../flow/drawing/everything';
import { ordered, orders } from './orders';

describe('the picture of coverage', () => {
  it('is the picture of the flow, with counts and colours', async () => {
    const it = orders();
    const coverage = await ordered([5, 7], it);
    expect(coverage.toMermaid(it)).toMatchInlineSnapshot(`
"flowchart TD
  n__40input>"input"]
  n_reserve["reserve 2×"]
  n_size{"size 2×"}
  n_pay["pay 2×"]
  n_done(("done 2×"))
  n_large(("large never"))
  n_refused(("refused never"))
  n__40input --> n_reserve
  n_reserve -->|"2×"| n_size
  n_reserve -.->|"error never"| n_refused
  n_size -->|"small 2×"| n_pay
  n_size -->|"large never"| n_large
  n_pay -->|"2×"| n_done
  n_pay -.->|"error never"| n_refused
  linkStyle 1,3,5 stroke:#2E7D32,color:#2E7D32
  linkStyle 2,4,6 stroke:#CC0000,color:#CC0000
  classDef covered fill:#90EE90,color:#000000
  class n_reserve,n_size,n_pay,n_done covered
  classDef missed fill:#FFB6C1,color:#000000,stroke-dasharray:4
  class n_large,n_refused missed
"
`);
  });

  it('says in words what it says in colours, of everything that a flow can hold', () => {
    const coverage = flowCoverage(everything);
    const { nodes, edges, errorEdges } = coverage.report().flows[0] ?? {};
    const picture = coverage.toMermaid(everything);
    const total = [nodes, edges, errorEdges].reduce((sum, part) => sum + (part?.total ?? 0), 0);
    expect(picture.match(/never/g)).toHaveLength(total);
    const [, missed = ''] = /class (\S+) missed/.exec(picture) ?? [];
    expect(missed.split(',')).toHaveLength(nodes?.total ?? 0);
    const [, links = ''] = /linkStyle (\S+) stroke:#CC0000/.exec(picture) ?? [];
    expect(links.split(',')).toHaveLength((edges?.total ?? 0) + (errorEdges?.total ?? 0));
    expect(
      picture
        .replaceAll(/ ?never/g, '')
        .split('\n')
        .slice(0, 5),
    ).toEqual(toMermaid(everything).split('\n').slice(0, 5));
  });
});
