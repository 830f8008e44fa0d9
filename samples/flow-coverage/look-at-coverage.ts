import type { DurableEngine } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { fulfilment } from '../order-fulfilment/flow';
import type { Order } from '../order-fulfilment/order';

/** Prints the coverage of the given orders, together with an earlier run from the storage. */
export async function lookAtCoverage(
  engine: DurableEngine,
  orders: readonly Pick<Order, 'id' | 'article' | 'amount'>[],
  keptRun: string,
): Promise<readonly string[]> {
  // #region look
  const coverage = flowCoverage(fulfilment);
  const unwatch = coverage.watch(engine); // before the first start: earlier events are not counted
  for (const order of orders) await engine.run(fulfilment, order);
  unwatch();
  coverage.add((await engine.history(keptRun)).items); // an earlier run from the storage

  const [report] = coverage.report().flows; // plain frozen data for each part
  const missed = report?.edges.parts.filter(({ covered }) => !covered).map(({ label }) => label);
  console.log(coverage.table()); // a line for each flow, and the names of missed parts
  console.log(coverage.toMermaid(fulfilment)); // green and `3×`, or red, dashed and `never`
  coverage.expect({ nodes: 75, edges: 75 }); // percent, for each flow; throws COVERAGE_TOO_LOW with the missed parts
  // #endregion look
  return missed ?? [];
}
