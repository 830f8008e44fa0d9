import type { DurableEngine } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { fulfilment } from '../order-fulfilment/flow';
import type { Order } from '../order-fulfilment/order';

/** What orders cover of their flow, beside a run that the storage has kept from earlier. */
export async function lookAtCoverage(
  engine: DurableEngine,
  orders: readonly Pick<Order, 'id' | 'article' | 'amount'>[],
  keptRun: string,
): Promise<readonly string[]> {
  // #region look
  const coverage = flowCoverage(fulfilment);
  const unwatch = coverage.watch(engine); // before the first start: what happened earlier is not seen
  for (const order of orders) await engine.run(fulfilment, order);
  unwatch();
  coverage.add((await engine.history(keptRun)).items); // what a storage has kept

  const [report] = coverage.report().flows; // plain frozen data, down to each part
  const missed = report?.edges.parts.filter(({ covered }) => !covered).map(({ label }) => label);
  console.log(coverage.table()); // a line for each flow, and the names of what is missing
  console.log(coverage.toMermaid(fulfilment)); // green and `3×`, or red, dashed and `never`
  coverage.expect({ nodes: 75, edges: 75 }); // percent, for each flow; throws COVERAGE_TOO_LOW with what is missing
  // #endregion look
  return missed ?? [];
}
